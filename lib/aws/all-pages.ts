import { CloudError } from '../domain/cloud-error';

/**
 * Asks for one page after the other, each by the token of the one before, until there is no token more. Throws CloudError where that does
 * not end: part of a list must not be taken for all of it.
 */
export async function allPages(
  mostPages: number,
  ask: (token: string | undefined) => Promise<string | undefined>,
): Promise<void> {
  let token: string | undefined;
  for (let read = 0; read < mostPages; read += 1) {
    const next = await ask(token);
    if (!next) return;
    if (next === token) break;
    token = next;
  }
  throw new CloudError('unknown', 'UnexpectedAnswer', 'AWS answered with a list that does not end.');
}
