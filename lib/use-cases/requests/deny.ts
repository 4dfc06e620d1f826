import type { Actor } from '../../domain/people/actor';
import type { Result } from '../../domain/result';
import type { Deps } from '../deps';
import { type Answered, answerRequest } from './answer';

/** Says no to somebody's request, with the reason they will read. */
export function denyRequest(
  deps: Deps,
  actor: Actor,
  input: { requestId: string; comment: string },
): Promise<Result<Answered>> {
  return answerRequest(deps, actor, input.requestId, { kind: 'denied', comment: input.comment });
}
