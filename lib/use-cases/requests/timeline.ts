import type { GrantTerminal } from '../../db/request-facts';
import type { RequestRecord } from '../../db/requests';
import type { Tally } from '../../domain/approvals/tally';
import type { PersonView } from '../../domain/people/view';
import type { TimelineEntry } from '../../domain/requests/view';

/** What has happened to a request, oldest first, then what is still to come with no time. */
export function timeline(
  record: RequestRecord,
  counted: Tally,
  terminals: readonly GrantTerminal[],
  names: ReadonlyMap<string, string>,
  now: Date,
): TimelineEntry[] {
  const { request, person, decisions, grant } = record;
  const asker: PersonView = { id: person.id, name: person.name };
  const entry = (
    kind: TimelineEntry['kind'],
    at: Date | null,
    who: PersonView | null,
    detail: TimelineEntry['detail'] = {},
  ): TimelineEntry => ({ kind, at: at?.getTime() ?? null, who, detail });

  const past = [
    entry('asked', request.createdAt, asker, { minutes: request.minutes }),
    entry('policyApplied', request.createdAt, null, {
      approvals: request.approvalsNeeded,
      groups: request.approverGroups.join(', '),
      policies: request.policyIds.join(', '),
      version: request.policyVersion,
    }),
    ...decisions.map((decision) =>
      entry(
        decision.kind,
        decision.createdAt,
        { id: decision.personId, name: decision.name },
        { comment: decision.comment, minutes: decision.minutes, groups: decision.forGroups.join(', ') },
      ),
    ),
  ];
  if (request.status === 'approved' && request.approvalsNeeded === 0)
    past.push(entry('approvedByPolicy', request.settledAt, null, { policies: request.policyIds.join(', ') }));
  if (request.status === 'withdrawn') past.push(entry('withdrawn', request.settledAt, asker));
  if (request.status === 'lapsed') past.push(entry('lapsed', request.settledAt, null));
  else if (request.status === 'pending' && now >= request.lapsesAt) past.push(entry('lapsed', request.lapsesAt, null));

  for (const terminal of terminals) {
    past.push(entry('terminalOpened', terminal.createdAt, asker, { number: terminal.number }));
    if (terminal.endedAt)
      past.push(
        entry('terminalEnded', terminal.endedAt, null, { number: terminal.number, reason: terminal.endReason }),
      );
  }
  const future: TimelineEntry[] = [];
  if (grant) {
    const begun = grant.startsAt <= now;
    (begun ? past : future).push(
      entry('opened', begun ? grant.startsAt : null, null, { startsAt: grant.startsAt.getTime() }),
    );
    if (grant.status === 'revoked') {
      const name = grant.revokedById && names.get(grant.revokedById);
      const who = grant.revokedById && name ? { id: grant.revokedById, name } : null;
      past.push(entry('revoked', grant.endedAt, who, { reason: grant.revokedReason }));
    } else if (grant.status === 'expired' || now >= grant.endsAt) past.push(entry('expired', grant.endsAt, null));
    else future.push(entry('expired', null, null, { endsAt: grant.endsAt.getTime() }));
  } else if (request.status === 'pending' && now < request.lapsesAt) {
    for (const group of counted.missingGroups) future.push(entry('waiting', null, null, { group }));
    const others = counted.missingPeople - counted.missingGroups.length;
    if (others > 0) future.push(entry('waiting', null, null, { people: others }));
    future.push(entry('opened', null, null, { minutes: request.minutes }));
  }
  return [...past.sort((one, other) => (one.at ?? 0) - (other.at ?? 0)), ...future];
}
