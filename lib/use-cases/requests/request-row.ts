import type { GrantRecord } from '../../db/grants';
import type { RequestRecord } from '../../db/requests';
import { type Tally, tally } from '../../domain/approvals/tally';
import type { PersonView } from '../../domain/people/view';
import type { GrantView, RequestRow } from '../../domain/requests/view';
import { viewOfEnvironment } from '../../domain/targets/place';

/** The request as a list shows it; `names` holds the people who revoked grants. */
export function requestRow(record: RequestRecord, names: ReadonlyMap<string, string>, now: Date): RequestRow {
  const { request, person, target, environment, decisions } = record;
  const counted = tallyOf(record);
  const denied = decisions.find((decision) => decision.kind === 'denied');
  const isLapsed = request.status === 'pending' && now >= request.lapsesAt;
  return {
    id: request.id,
    number: request.number,
    person: { id: person.id, name: person.name },
    target: { id: target.id, name: target.name, kind: target.kind, address: target.address },
    environment: viewOfEnvironment(environment),
    reason: request.reason,
    ticket: request.ticket,
    minutes: request.minutes,
    startsAt: request.startsAt?.getTime() ?? null,
    status: isLapsed ? 'lapsed' : request.status,
    createdAt: request.createdAt.getTime(),
    lapsesAt: request.lapsesAt.getTime(),
    approvals: { given: counted.given, needed: counted.needed, missingGroups: [...counted.missingGroups] },
    deniedBy: denied ? { id: denied.personId, name: denied.name } : null,
    denial: denied?.comment ?? null,
    grant: record.grant && grantView(record.grant, names, now),
  };
}

/** How far the yeses of a request have come. */
export function tallyOf(record: Pick<RequestRecord, 'request' | 'decisions'>): Tally {
  return tally(
    { approvals: record.request.approvalsNeeded, groups: record.request.approverGroups },
    record.decisions
      .filter((decision) => decision.kind === 'approved')
      .map((decision) => ({ personId: decision.personId, groups: decision.forGroups })),
  );
}

/** Ids of people a list of requests names besides requesters and deciders. */
export function revokersOf(records: readonly RequestRecord[]): (string | null)[] {
  return records.map((record) => record.grant?.revokedById ?? null);
}

function grantView(grant: GrantRecord, names: ReadonlyMap<string, string>, now: Date): GrantView {
  return {
    id: grant.id,
    status: stateOf(grant, now),
    startsAt: grant.startsAt.getTime(),
    endsAt: grant.endsAt.getTime(),
    endedAt: grant.endedAt?.getTime() ?? null,
    revokedBy: personOf(grant.revokedById, names),
    revokedReason: grant.revokedReason,
  };
}

function stateOf(grant: GrantRecord, now: Date): GrantView['status'] {
  if (grant.status === 'revoked') return 'revoked';
  if (grant.status === 'expired' || now >= grant.endsAt) return 'expired';
  return now < grant.startsAt ? 'scheduled' : 'open';
}

function personOf(id: string | null, names: ReadonlyMap<string, string>): PersonView | null {
  const name = id && names.get(id);
  return id && name ? { id, name } : null;
}
