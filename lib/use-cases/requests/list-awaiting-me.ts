import { listRequests, type RequestRecord } from '../../db/requests';
import type { Actor } from '../../domain/people/actor';
import type { RequestRow } from '../../domain/requests/view';
import { ok, type Result } from '../../domain/result';
import type { PolicySet } from '../../policy/read-policies';
import type { Deps } from '../deps';
import { currentPolicies } from '../policies/current';
import { mayAnswer } from './may';
import { requestRow } from './request-row';

const MOST = 500;

/** What waits for my yes or no: production first, then oldest first. */
export async function listAwaitingMe(deps: Deps, actor: Actor): Promise<Result<RequestRow[]>> {
  const policies = await currentPolicies(deps);
  const records = await awaiting(deps, policies, actor);
  const now = deps.clock.now();
  return ok(records.sort(byRiskThenAge).map((record) => requestRow(record, new Map(), now)));
}

/** Requests this person's answer would count for and who has not answered yet. */
export async function awaiting(
  deps: Pick<Deps, 'db' | 'clock'>,
  policies: PolicySet,
  actor: Actor,
): Promise<RequestRecord[]> {
  const now = deps.clock.now();
  const waiting = await listRequests(deps.db.prisma, { notPersonId: actor.personId, waitingAt: now }, MOST);
  return waiting.filter(
    (record) =>
      record.decisions.every((decision) => decision.personId !== actor.personId) &&
      mayAnswer(policies, actor, record, now),
  );
}

function byRiskThenAge(one: RequestRecord, other: RequestRecord): number {
  const risk = (record: RequestRecord) => (record.environment.kind === 'production' ? 0 : 1);
  return risk(one) - risk(other) || one.request.createdAt.getTime() - other.request.createdAt.getTime();
}
