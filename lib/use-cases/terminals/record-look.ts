import { writeAudit } from '../../db/audit';
import type { Database } from '../../db/client';
import type { PlacedTerminal } from '../../db/terminals';
import { inTransaction } from '../../db/transaction';
import { auditEvent } from '../../domain/audit/event';
import type { PersonId } from '../../domain/ids';
import type { Actor } from '../../domain/people/actor';
import type { Deps } from '../deps';

const SAME_LOOK_MS = 10 * 60_000;

type Told = { until: number; numbers: Set<number> };

// Each process remembers what it told; two of them tell the same look twice at worst.
const told = new WeakMap<Database, Map<PersonId, Told>>();

/**
 * Puts on record, before they are given out, whose screens somebody sees as miniatures without watching: one event for each terminal in
 * ten minutes, so that each is found by what it is about. One's own are nobody's secret from oneself.
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
  const unseen = others.map(({ terminal }) => terminal).filter(({ number }) => !known.numbers.has(number));
  if (unseen.length === 0) return;
  unseen.sort((a, b) => a.number - b.number);
  const events = unseen.map(({ number, id: terminalId, personId, targetId, environmentId }) =>
    auditEvent('terminal.pictured', { number }, { terminalId, personId, targetId, environmentId }),
  );
  await inTransaction(deps.db, (tx) => writeAudit(tx, { actor, at: now, events }));
  for (const { number } of unseen) known.numbers.add(number);
  people.set(actor.personId, known);
}
