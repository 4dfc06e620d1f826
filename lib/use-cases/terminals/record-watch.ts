import { writeAudit } from '../../db/audit';
import { findRecordingEnd } from '../../db/recordings';
import { inTransaction } from '../../db/transaction';
import { endWatch, insertWatch } from '../../db/watches';
import { auditEvent } from '../../domain/audit/event';
import type { BridgeId } from '../../domain/ids';
import type { Actor } from '../../domain/people/actor';
import type { Terminal } from '../../domain/terminals/terminal';
import type { Deps } from '../deps';
import { recordMarker } from '../recordings/append';

type Watched = Pick<Terminal, 'id' | 'number' | 'personId' | 'targetId' | 'environmentId' | 'openedAt'>;

/** Somebody begins to look at a terminal; answers the watch's id, to be given to recordUnwatched. */
export async function recordWatched(
  deps: Pick<Deps, 'db' | 'clock' | 'newId'>,
  actor: Actor,
  bridgeId: BridgeId,
  terminal: Watched,
): Promise<string> {
  const id = deps.newId();
  const startedAt = deps.clock.now();
  await inTransaction(deps.db, async (tx) => {
    await insertWatch(tx, { id, terminalId: terminal.id, personId: actor.personId, bridgeId, startedAt });
    await writeAudit(tx, { actor, at: startedAt, events: [eventOf('terminal.watched', terminal)] });
  });
  await mark(deps, actor, 'watched', terminal);
  return id;
}

/** They look no longer; safe to repeat. */
export async function recordUnwatched(
  deps: Pick<Deps, 'db' | 'clock' | 'newId'>,
  actor: Actor,
  watchId: string,
  terminal: Watched,
): Promise<void> {
  const at = deps.clock.now();
  const ended = await inTransaction(deps.db, async (tx) => {
    const isFirst = await endWatch(tx, watchId, at);
    if (isFirst) await writeAudit(tx, { actor, at, events: [eventOf('terminal.unwatched', terminal)] });
    return isFirst;
  });
  if (ended) await mark(deps, actor, 'unwatched', terminal);
}

function eventOf(name: 'terminal.watched' | 'terminal.unwatched', terminal: Watched) {
  const { id: terminalId, number, personId, targetId, environmentId } = terminal;
  return auditEvent(name, { number }, { terminalId, personId, targetId, environmentId });
}

async function mark(
  deps: Pick<Deps, 'db' | 'clock' | 'newId'>,
  actor: Actor,
  kind: 'watched' | 'unwatched',
  terminal: Watched,
): Promise<void> {
  const { id: terminalId, openedAt } = terminal;
  if (openedAt === null) return;
  const end = await findRecordingEnd(deps.db, terminalId);
  const where = { terminalId, openedAt, offset: end?.endOffset ?? 0 };
  await recordMarker(deps, where, kind, { personId: actor.personId, name: actor.name });
}
