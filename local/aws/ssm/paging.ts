import { type Input, optionalInteger, optionalString } from '../wire/input';
import { ServiceError } from '../wire/service-error';
import { validation } from './validation';

/** The part of a list that MaxResults and NextToken ask for, and the token of the next part. */
export function page<T>(
  items: T[],
  input: Input,
  /** What is listed, so that a token of one list is none of another, and how much of it at once. */
  bounds: { of: string; least: number; most: number },
): { items: T[]; NextToken: string | undefined } {
  const limit = optionalInteger(input, 'MaxResults', bounds.least, bounds.most, validation) ?? bounds.most;
  const from = readToken(optionalString(input, 'NextToken', validation), bounds.of);
  const next = from + limit;
  return {
    items: items.slice(from, next),
    NextToken: next < items.length ? Buffer.from(`${bounds.of} ${next}`).toString('base64url') : undefined,
  };
}

function readToken(token: string | undefined, of: string): number {
  if (!token) return 0;
  const [listed, from] = Buffer.from(token, 'base64url').toString().split(' ');
  if (listed !== of || !/^[1-9]\d*$/.test(from ?? ''))
    throw new ServiceError('InvalidNextToken', 'The specified token is not valid.');
  return Number(from);
}
