import { writeAudit } from '../../db/audit';
import type { Database } from '../../db/client';
import { lockFreeTerminals, lockTerminal } from '../../db/terminals';
import { inTransaction, type Transaction } from '../../db/transaction';
import type { BridgeId, TerminalId } from '../../domain/ids';
import { ok, type Result, refuse } from '../../domain/result';
import type { Terminal } from '../../domain/terminals/terminal';
import type { TerminalChange } from '../../domain/terminals/transitions';
import type { Deps } from '../deps';

/** Changes in one transaction; those that come while it runs are the next. */
const MOST_TOGETHER = 50;

/** One change that the rules may make of a terminal in these hands; with `bridgeId` null in any. */
export type AskedChange = {
  bridgeId: BridgeId | null;
  id: TerminalId;
  decide(terminal: Terminal, now: Date): Result<TerminalChange>;
  /** Columns that the rules do not know. */
  more?: { digest?: Uint8Array<ArrayBuffer> };
};

type Waiting = AskedChange & { resolve(changed: Result<Terminal>): void; reject(error: unknown): void };

type Recording = Pick<Deps, 'db' | 'clock'>;

const queues = new WeakMap<Database, { waiting: Waiting[]; isWriting: boolean }>();

/**
 * Writes a change of the rules with its events, provided the terminal is still in these hands. Changes of many terminals at once share
 * a transaction: the audit chain takes one after the other, so that fifty openings at once would wait for a hundred
 * commits. Each still stands or falls by itself: a terminal that is locked, or whose change fails, has a transaction of its own.
 */
export function changeTerminal(deps: Recording, asked: AskedChange): Promise<Result<Terminal>> {
  const queue = queues.get(deps.db) ?? { waiting: [], isWriting: false };
  queues.set(deps.db, queue);
  return new Promise((resolve, reject) => {
    queue.waiting.push({ ...asked, resolve, reject });
    if (!queue.isWriting) void writeAll(deps, queue);
  });
}

async function writeAll(deps: Recording, queue: { waiting: Waiting[]; isWriting: boolean }): Promise<void> {
  queue.isWriting = true;
  while (queue.waiting.length > 0) {
    const batch = queue.waiting.splice(0, MOST_TOGETHER);
    // Not waited for: whoever holds one of these keeps nobody else waiting.
    for (const same of byTerminal(await writeTogether(deps, batch))) void writeAlone(deps, same);
  }
  queue.isWriting = false;
}

/** Those it answers are written; the others, all of them when anything fails, are left to be written alone. */
async function writeTogether(deps: Recording, batch: readonly Waiting[]): Promise<Waiting[]> {
  try {
    const { results, busy } = await inTransaction(deps.db, async (tx) => {
      const ids = [...new Set(batch.map(({ id }) => id))];
      const { terminals, busy } = await lockFreeTerminals(tx, ids);
      const free = batch.filter(({ id }) => !busy.has(id));
      return { results: await write(deps, tx, free, terminals), busy };
    });
    const free = batch.filter(({ id }) => !busy.has(id));
    for (const [at, one] of free.entries()) one.resolve(results[at] ?? refuse('NOT_FOUND'));
    return batch.filter(({ id }) => busy.has(id));
  } catch {
    return [...batch];
  }
}

/** The changes of one terminal in the order in which they were asked for, each in a transaction of its own. */
async function writeAlone(deps: Recording, changes: readonly Waiting[]): Promise<void> {
  for (const one of changes) {
    await inTransaction(deps.db, async (tx) => {
      const terminal = await lockTerminal(tx, one.id);
      const [result] = await write(deps, tx, [one], new Map(terminal ? [[one.id, terminal]] : []));
      return result ?? refuse('NOT_FOUND');
    }).then(one.resolve, one.reject);
  }
}

/** Decides and writes each, then the events of all; `terminals` are locked, and afterwards as they were written. */
async function write(
  deps: Recording,
  tx: Transaction,
  changes: readonly AskedChange[],
  terminals: Map<TerminalId, Terminal>,
): Promise<Result<Terminal>[]> {
  const at = deps.clock.now();
  const events: TerminalChange['events'] = [];
  const results: Result<Terminal>[] = [];
  for (const { id, bridgeId, decide, more } of changes) {
    const terminal = terminals.get(id);
    if (!terminal) results.push(refuse('NOT_FOUND'));
    else if (bridgeId && terminal.bridgeId !== bridgeId) results.push(refuse('CHANGED_MEANWHILE'));
    else {
      const decided = decide(terminal, at);
      if (decided.ok) {
        await tx.terminal.update({ where: { id }, data: { ...decided.value.change, ...more } });
        const changed = { ...terminal, ...decided.value.change };
        terminals.set(id, changed);
        events.push(...decided.value.events);
        results.push(ok(changed));
      } else results.push(decided);
    }
  }
  await writeAudit(tx, { actor: 'postern', at, events });
  return results;
}

function byTerminal(changes: readonly Waiting[]): Waiting[][] {
  const groups = new Map<TerminalId, Waiting[]>();
  for (const one of changes) groups.set(one.id, [...(groups.get(one.id) ?? []), one]);
  return [...groups.values()];
}
