import type { RequestRecord } from '../../db/requests';
import type { Actor } from '../../domain/people/actor';
import { type Decision, decide } from '../../policy/decide';
import type { PolicyActor } from '../../policy/entities';
import type { PolicySet } from '../../policy/read-policies';

/** What the policies say of an act on a request. */
export function askAboutRequest(
  policies: PolicySet,
  actor: PolicyActor,
  action: 'see' | 'approve' | 'end',
  record: RequestRecord,
  now: Date,
): Decision {
  const { request, target, environment } = record;
  return decide(policies, { actor, action, resource: { type: 'request', request, target, environment }, now });
}

/** Whether a request exists for this person: their own, one they may see, or one they may answer. */
export function maySeeRequest(policies: PolicySet, actor: Actor, record: RequestRecord, now: Date): boolean {
  return (
    record.request.personId === actor.personId ||
    askAboutRequest(policies, actor, 'see', record, now).allowed ||
    mayAnswer(policies, actor, record, now)
  );
}

/** Whether this person's yes or no would count: policy lets them, and they speak for a demanded group where groups are named. */
export function mayAnswer(policies: PolicySet, person: PolicyActor, record: RequestRecord, now: Date): boolean {
  const { approverGroups, personId } = record.request;
  if (personId === person.personId) return false;
  if (approverGroups.length > 0 && !approverGroups.some((group) => person.groups.includes(group))) return false;
  return askAboutRequest(policies, person, 'approve', record, now).allowed;
}
