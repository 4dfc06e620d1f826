import type { Actor } from '../../domain/people/actor';
import type { Result } from '../../domain/result';
import type { Deps } from '../deps';
import { type Answered, answerRequest } from './answer';

/** Says yes to somebody's request, perhaps for a shorter time; the last yes it needs opens the grant. */
export function approveRequest(
  deps: Deps,
  actor: Actor,
  input: { requestId: string; minutes?: number | null; comment?: string | null },
): Promise<Result<Answered>> {
  const { requestId, minutes, comment } = input;
  return answerRequest(deps, actor, requestId, { kind: 'approved', minutes, comment });
}
