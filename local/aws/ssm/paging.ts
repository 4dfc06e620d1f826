import { type Input, optionalInteger, optionalString } from '../wire/input';
import { ServiceError } from '../wire/service-error';
import { validation } from './validation';

/** The part of a list that MaxResults and NextToken ask for, and the token of the next part. */
export function page<T>(
  items: T[],
  input: Input,
  bounds: { least: number; most: number },
): { items: T[]; NextToken: string | undefined } {
  const limit = optionalInteger(input, 'MaxResults', bounds.least, bounds.most, validation) ?? bounds.most;
  const from = readToken(optionalString(input, 'NextToken', validation));
  const next = from + limit;
  return {
    items: items.slice(from, next),
    NextToken: next < items.length ? Buffer.from(String(next)).toString('base64url') : undefined,
  };
}

function readToken(token: string | undefined): number {
  if (!token) return 0;
  const from = Number(Buffer.from(token, 'base64url').toString());
  if (!Number.isInteger(from) || from < 1)
    throw new ServiceError('InvalidNextToken', 'The specified token is not valid.');
  return from;
}
