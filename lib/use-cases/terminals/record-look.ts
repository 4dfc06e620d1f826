import { writeAudit } from '../../db/audit';
import type { Database } from '../../db/client';
import type { PlacedTerminal } from '../../db/terminals';
import { inTransaction } from '../../db/transaction';
import { auditEvent, type NewAuditEvent } from '../../domain/audit/event';
import type { PersonId } from '../../domain/ids';
import type { Actor } from '../../domain/people/actor';
import type { Deps } from '../deps';

const SAME_LOOK_MS = 10 * 60_000;
/** Numbers in one event. */
const MOST_NUMBERS = 100;

type Told = { until: number; numbers: Set<number> };

// Each process remembers what it told; two of them tell the same look twice at worst.
const told = new WeakMap<Database, Map<PersonId, Told>>();

/**
 * Puts on record, before they are given out, whose screens somebody sees as miniatures without watching: one event for a wall of them,
 * and one more in ten minutes only for terminals that came to it. One's own are nobody's secret from oneself.
 */
export async function recordLookAtScreens(
  deps: Pick<Deps, 'db' | 'clock'>,
  actor: Actor,
  shown: readonly PlacedTerminal[],
): Promise<void> {
  const now = deps.clock.now();
  const people = told.get(deps.db) ?? new Map<PersonId, Told>();
  told.set(deps.db, people);
  for (const [personId, { until }] of people) if (until <= now.getTime()) people.delete(personId);
  const known = people.get(actor.personId) ?? { until: now.getTime() + SAME_LOOK_MS, numbers: new Set() };
  const others = shown.filter(({ terminal }) => terminal.personId !== actor.personId);
  const numbers = others.map(({ terminal }) => terminal.number).filter((number) => !known.numbers.has(number));
  if (numbers.length === 0) return;
  numbers.sort((a, b) => a - b);
  const events: NewAuditEvent[] = [];
  for (let from = 0; from < numbers.length; from += MOST_NUMBERS) {
    events.push(auditEvent('terminal.pictured', { numbers: numbers.slice(from, from + MOST_NUMBERS) }));
  }
  await inTransaction(deps.db, (tx) => writeAudit(tx, { actor, at: now, events }));
  for (const number of numbers) known.numbers.add(number);
  people.set(actor.personId, known);
}
