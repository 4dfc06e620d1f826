import { namesOfPeople } from '../../db/people';
import {
  type ListedTerminal,
  listBoundingGrants,
  listWatchers,
  type RecordedTail,
  readRecordedTails,
} from '../../db/terminal-lists';
import { lastLines } from '../../domain/recordings/last-lines';
import { accessUntil } from '../../domain/requests/grants';
import { viewOfEnvironment } from '../../domain/targets/place';
import type { TerminalRow } from '../../domain/terminals/view';
import type { Deps } from '../deps';
import { unpackChunk } from '../recordings/chunk-codec';

/** What a miniature is worked out from. */
const TAIL_BYTES = 8 * 1024;
const TAIL_CHUNKS = 40;

/** Terminals as lists show them, in the given order; the rows of all of them are read together, one question for each kind. */
export async function terminalRows(
  deps: Pick<Deps, 'db' | 'log'>,
  listed: readonly ListedTerminal[],
  now: Date,
): Promise<TerminalRow[]> {
  const tx = deps.db.prisma;
  const running = listed.filter(({ terminal }) => terminal.status !== 'ended').map(({ terminal }) => terminal);
  const [names, grants, watchers, tails] = await Promise.all([
    namesOfPeople(
      tx,
      listed.map(({ terminal }) => terminal.endedById),
    ),
    listBoundingGrants(tx, running),
    listWatchers(
      deps.db,
      running.map(({ id }) => id),
    ),
    readRecordedTails(
      deps.db,
      listed.map(({ terminal }) => terminal.id),
      TAIL_BYTES,
      TAIL_CHUNKS,
    ),
  ]);
  return listed.map((one) => {
    const { terminal, person, target, environment, request } = one;
    const isOver = terminal.status === 'ended';
    const its = grants.filter((grant) => grant.personId === terminal.personId && grant.targetId === terminal.targetId);
    const tail = tails.get(terminal.id);
    return {
      id: terminal.id,
      number: terminal.number,
      person,
      target: { id: target.id, name: target.name, kind: target.kind, note: target.note },
      environment: viewOfEnvironment(environment),
      requestId: request.id,
      requestNumber: request.number,
      reason: request.reason,
      ticket: request.ticket,
      status: terminal.status,
      createdAt: terminal.createdAt.getTime(),
      openedAt: terminal.openedAt?.getTime() ?? null,
      endedAt: terminal.endedAt?.getTime() ?? null,
      endReason: terminal.endReason,
      endNote: terminal.endNote,
      endedBy: terminal.endedById && { id: terminal.endedById, name: names.get(terminal.endedById) ?? '' },
      endsAt: isOver ? null : (accessUntil(its, now)?.getTime() ?? null),
      outputBytes: isOver ? Number(terminal.outputBytes) : (tail?.endOffset ?? 0),
      lastInputAt: terminal.lastInputAt?.getTime() ?? null,
      detachedAt: terminal.detachedAt?.getTime() ?? null,
      watchers: watchers.get(terminal.id) ?? [],
      lastLines: tail ? pictured(deps, tail, one) : [],
    };
  });
}

function pictured(deps: Pick<Deps, 'log'>, tail: RecordedTail, { terminal }: ListedTerminal): string[] {
  try {
    const bytes = Buffer.concat(tail.chunks.map(unpackChunk)).subarray(-TAIL_BYTES);
    return lastLines(bytes, terminal);
  } catch (error) {
    // Somebody altered the rows: the check of the recording says so; a list of others' terminals must still be readable.
    deps.log.warn({ err: error, terminal: terminal.id }, 'the end of a recording cannot be read');
    return [];
  }
}
