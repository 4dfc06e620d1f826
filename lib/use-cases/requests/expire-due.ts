import { writeAudit } from '../../db/audit';
import { endGrant, listOverdueGrants, lockGrant } from '../../db/grants';
import { listLapsedRequests } from '../../db/requests';
import { inTransaction } from '../../db/transaction';
import type { GrantId } from '../../domain/ids';
import { expireGrant } from '../../domain/requests/transitions';
import type { Deps } from '../deps';
import { endUnkeptTerminals } from './end-unkept-terminals';
import { lapseRequest } from './lapse';

// A sweep that finds more goes on at its next turn.
const MOST_AT_ONCE = 200;

/** Lapses requests nobody answered and expires grants whose time is over; safe to run from several processes at once. */
export async function expireDue(deps: Pick<Deps, 'db' | 'clock'>): Promise<{ lapsed: number; expired: number }> {
  const now = deps.clock.now();
  let lapsed = 0;
  for (const id of await listLapsedRequests(deps.db.prisma, now, MOST_AT_ONCE)) {
    if (await lapseRequest(deps, id, now)) lapsed += 1;
  }
  let expired = 0;
  for (const id of await listOverdueGrants(deps.db.prisma, now, MOST_AT_ONCE)) {
    if (await expireOne(deps, id, now)) expired += 1;
  }
  return { lapsed, expired };
}

function expireOne(deps: Pick<Deps, 'db'>, id: GrantId, now: Date): Promise<boolean> {
  return inTransaction(deps.db, async (tx) => {
    const locked = await lockGrant(tx, id);
    if (!locked) return false;
    const answer = expireGrant(locked.grant, locked.requestNumber, now);
    if (!answer.ok || !(await endGrant(tx, id, { ...answer.value.grant, revokedById: null }))) return false;
    const how = { at: now, reason: 'grantEnded', note: null, byId: null } as const;
    const ended = await endUnkeptTerminals(tx, locked.grant, how);
    await writeAudit(tx, { actor: 'postern', at: now, events: [...answer.value.events, ...ended] });
    return true;
  });
}
