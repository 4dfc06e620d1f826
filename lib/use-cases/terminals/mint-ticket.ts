import { randomBytes } from 'node:crypto';
import { writeAudit } from '../../db/audit';
import type { PlacedTerminal } from '../../db/terminals';
import { insertTicket } from '../../db/tickets';
import { inTransaction } from '../../db/transaction';
import { auditEvent } from '../../domain/audit/event';
import type { Actor } from '../../domain/people/actor';
import { groupsFresh } from '../../domain/people/may-act';
import { ok, type Result, refuse } from '../../domain/result';
import type { PolicySet } from '../../policy/read-policies';
import type { Deps } from '../deps';
import { isWithinRate } from '../people/is-within-rate';
import { getTerminalFor, mayOnTerminal, mayStillConnect } from './may';
import { ticketHash } from './redeem-ticket';

const TICKET_MS = 30_000;
/** A page that lost its line just before the end may come back for its last bytes and the reason this long. */
const ENDED_MAY_REJOIN_MS = 10 * 60_000;

/** A single-use right to open one socket of one terminal: to operate one's own, or to watch where policy allows. */
export async function mintTicket(
  deps: Deps,
  actor: Actor,
  input: { terminalId: string; purpose: 'operate' | 'watch' },
): Promise<Result<{ ticket: string }>> {
  if (!(await isWithinRate(deps, 'ticket', actor, 'terminal.ticket'))) return refuse('TOO_MANY');
  const now = deps.clock.now();
  const seen = await getTerminalFor(deps, actor, 'terminal.ticket', input.terminalId);
  if (!seen.ok) return seen;
  const { placed, policies } = seen.value;
  const may = judge(deps, actor, input.purpose, placed, policies, now);
  const { id: terminalId, personId, targetId, environmentId } = placed.terminal;
  if (!may.ok) {
    const about = { terminalId, personId, targetId, environmentId };
    const event = auditEvent('terminal.ticketRefused', { why: may.refusal.reason }, about);
    await inTransaction(deps.db, (tx) => writeAudit(tx, { actor, at: now, events: [event] }));
    return may;
  }
  const ticket = randomBytes(32).toString('base64url');
  await insertTicket(deps.db.prisma, {
    hash: ticketHash(ticket),
    terminalId,
    personId: actor.personId,
    signInId: actor.signInId,
    purpose: input.purpose,
    createdAt: now,
    expiresAt: new Date(now.getTime() + TICKET_MS),
  });
  return ok({ ticket });
}

function judge(
  deps: Deps,
  actor: Actor,
  purpose: 'operate' | 'watch',
  placed: PlacedTerminal,
  policies: PolicySet,
  now: Date,
): Result<null> {
  const { status, personId, endedAt } = placed.terminal;
  if (status === 'ended' && (!endedAt || now.getTime() - endedAt.getTime() > ENDED_MAY_REJOIN_MS)) {
    return refuse('TERMINAL_ENDED');
  }
  const isFresh = groupsFresh(actor, deps.limits.groupsMaxAgeMinutes, now);
  if (purpose === 'watch') {
    if (!mayOnTerminal(policies, actor, 'watch', placed, now)) return refuse('NOT_ALLOWED');
    return isFresh ? ok(null) : refuse('GROUPS_TOO_OLD');
  }
  if (personId !== actor.personId) return refuse('NOT_ALLOWED');
  if (status === 'ended') return ok(null);
  if (!isFresh) return refuse('GROUPS_TOO_OLD');
  return mayStillConnect(policies, actor, placed, now) ? ok(null) : refuse('NOT_ALLOWED');
}
