import { writeAudit } from '../../db/audit';
import { countRefusals, strangersIn, takeRefusals } from '../../db/refusals';
import { inTransaction, type Transaction } from '../../db/transaction';
import type { Door } from '../../domain/audit/door';
import { type AuditSubject, auditEvent, type NewAuditEvent } from '../../domain/audit/event';
import type { Actor, Stranger } from '../../domain/people/actor';
import { networkOf } from '../../domain/people/network';
import { type Refusal, refuse } from '../../domain/result';
import type { Deps } from '../deps';

const WINDOW_MS = 10 * 60_000;
/** Networks of strangers that get events of their own in one window; all others share one. */
const MOST_STRANGERS = 100;
const OTHERS = 'others';
const MOST_AT_ONCE = 500;

export type CountableRefusal = {
  actor: Actor | Stranger;
  door: Door;
  why: string;
  about?: AuditSubject;
  /** What the first one is told as, where the closed list has a better word than access.refused. */
  first?: NewAuditEvent;
  /** How often it happened, when somebody has gathered; once unless told. */
  times?: number;
};

/**
 * Puts on record a refusal that may come as often as somebody likes: the first one of a person, or of a stranger's network, for one door
 * and reason in ten minutes is an event at once; the rest are counted, and told as one event when the window is over.
 */
export function countRefusal(deps: Pick<Deps, 'db' | 'clock'>, refused: CountableRefusal): Promise<void> {
  const { door, why, about, first, times = 1 } = refused;
  const at = deps.clock.now();
  const startedAt = windowOf(at);
  return inTransaction(deps.db, async (tx) => {
    const { who, actor } = await told(tx, refused.actor, startedAt);
    const personId = 'stranger' in actor ? null : actor.personId;
    const counted = { door, why, who, startedAt, personId, address: actor.address };
    if ((await countRefusals(tx, counted, times)) > times) return;
    await writeAudit(tx, { actor, at, events: [first ?? auditEvent('access.refused', { door, why }, about)] });
  });
}

/** What a person may not see is not found; that it was asked for is counted. */
export async function notFoundFor(
  deps: Pick<Deps, 'db' | 'clock'>,
  actor: Actor,
  door: Door,
  why: 'NOT_FOUND' | 'NOT_ALLOWED',
): Promise<{ ok: false; refusal: Refusal<'NOT_FOUND'> }> {
  await countRefusal(deps, { actor, door, why });
  return refuse('NOT_FOUND');
}

/** Tells of every window that is over how often the same was refused again in it; safe to run in several processes at once. */
export async function tellRefusals(deps: Pick<Deps, 'db' | 'clock'>): Promise<{ told: number }> {
  const at = deps.clock.now();
  return inTransaction(deps.db, async (tx) => {
    const over = await takeRefusals(tx, windowOf(at), MOST_AT_ONCE);
    const again = over.filter(({ count }) => count > 1);
    for (const { door, why, count, startedAt, personId, address } of again) {
      const fields = { door: door as Door, why, times: count - 1, since: startedAt.toISOString() };
      const event = auditEvent('access.refusedAgain', fields, personId ? { personId } : {});
      // Postern counted; about whom is said by the event.
      const actor = personId ? 'postern' : ({ stranger: true, address } as const);
      await writeAudit(tx, { actor, at, events: [event] });
    }
    return { told: again.length };
  });
}

async function told(
  tx: Transaction,
  actor: Actor | Stranger,
  startedAt: Date,
): Promise<{ who: string; actor: Actor | Stranger }> {
  if (!('stranger' in actor)) return { who: actor.personId, actor };
  const others = { who: OTHERS, actor: { stranger: true, address: null } } as const;
  if (actor.address === null) return others;
  const who = networkOf(actor.address);
  const { isKnown, strangers } = await strangersIn(tx, startedAt, who);
  return isKnown || strangers < MOST_STRANGERS ? { who, actor } : others;
}

function windowOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / WINDOW_MS) * WINDOW_MS);
}
