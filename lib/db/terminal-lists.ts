import type { PersonId, RequestId, TargetId, TerminalId } from '../domain/ids';
import type { PersonView } from '../domain/people/view';
import type { Chunk, ChunkCodec } from '../domain/recordings/recording';
import type { PlacedTarget } from '../domain/targets/place';
import type { BoundingGrant } from '../domain/terminals/limits';
import type { Terminal } from '../domain/terminals/terminal';
import type { Database } from './client';
import { toEnvironment } from './environments';
import type { Prisma } from './generated/client';
import { toTarget } from './targets';
import { toTerminal } from './terminals';
import type { Transaction } from './transaction';

/** A terminal with everything a list says of it that stands in its own rows. */
export type ListedTerminal = PlacedTarget & {
  terminal: Terminal;
  person: PersonView;
  request: { id: RequestId; number: number; reason: string; ticket: string | null };
  bastionNumber: number | null;
  approvedBy: { person: PersonView; at: Date }[];
  /** SHA-256 of the recording's last chunk; null while the terminal runs. */
  digest: Uint8Array | null;
};

const WITH_ITS_PLACE = {
  person: { select: { id: true, name: true } },
  target: true,
  environment: true,
  bastion: { select: { number: true } },
  grant: {
    select: {
      request: {
        select: {
          id: true,
          number: true,
          reason: true,
          ticket: true,
          decisions: {
            where: { kind: 'approved' },
            select: { createdAt: true, person: { select: { id: true, name: true } } },
            orderBy: { createdAt: 'asc' },
          },
        },
      },
    },
  },
} as const satisfies Prisma.TerminalInclude;

/** Which terminals: whose, and either those that run, those with a recording, or those that run or ended after an instant. */
export type WhichTerminals = {
  personId?: PersonId;
  state: 'running' | 'recorded' | { runningOrEndedSince: Date };
};

/** At most `most` terminals, the newest first; where some run and some have ended, those that run come before. */
export async function listTerminals(tx: Transaction, which: WhichTerminals, most: number): Promise<ListedTerminal[]> {
  const { personId, state } = which;
  const rows = await tx.terminal.findMany({
    where: { personId, ...whereOf(state) },
    include: WITH_ITS_PLACE,
    orderBy:
      typeof state === 'object'
        ? [{ endedAt: { sort: 'desc', nulls: 'first' } }, { createdAt: 'desc' }]
        : [{ createdAt: 'desc' }, { number: 'desc' }],
    take: most,
  });
  return rows.map(toListed);
}

/** One terminal as lists show it; null when there is none. */
export async function findListedTerminal(tx: Transaction, id: TerminalId): Promise<ListedTerminal | null> {
  const row = await tx.terminal.findUnique({ where: { id }, include: WITH_ITS_PLACE });
  return row && toListed(row);
}

/** When a terminal last ended, whosever; null before the first. */
export async function lastTerminalEnd(tx: Transaction): Promise<Date | null> {
  const found = await tx.terminal.aggregate({ _max: { endedAt: true } });
  return found._max.endedAt;
}

function whereOf(state: WhichTerminals['state']): Prisma.TerminalWhereInput {
  if (state === 'running') return { status: { not: 'ended' } };
  if (state === 'recorded') return { openedAt: { not: null } };
  return { OR: [{ endedAt: null }, { endedAt: { gt: state.runningOrEndedSince } }] };
}

function toListed(row: Prisma.TerminalGetPayload<{ include: typeof WITH_ITS_PLACE }>): ListedTerminal {
  const { person, target, environment, bastion, grant, ...terminal } = row;
  const { decisions, id, number, reason, ticket } = grant.request;
  return {
    terminal: toTerminal(terminal),
    person,
    target: toTarget(target),
    environment: toEnvironment(environment),
    request: { id: id as RequestId, number, reason, ticket },
    bastionNumber: bastion?.number ?? null,
    approvedBy: decisions.map((one) => ({ person: one.person, at: one.createdAt })),
    digest: row.digest,
  };
}

/** Active grants of the given people for the given targets, to be matched by the caller: more than asked for, never fewer. */
export async function listBoundingGrants(
  tx: Transaction,
  whose: readonly { personId: PersonId; targetId: TargetId }[],
): Promise<(BoundingGrant & { personId: PersonId; targetId: TargetId })[]> {
  if (whose.length === 0) return [];
  const rows = await tx.grant.findMany({
    where: {
      status: 'active',
      personId: { in: [...new Set(whose.map((one) => one.personId))] },
      targetId: { in: [...new Set(whose.map((one) => one.targetId))] },
    },
    select: { status: true, startsAt: true, endsAt: true, personId: true, targetId: true },
  });
  return rows.map((row) => ({ ...row, personId: row.personId as PersonId, targetId: row.targetId as TargetId }));
}

/** Who looks at each of the given terminals now, by terminal; those nobody looks at are absent. */
export async function listWatchers(db: Database, ids: readonly TerminalId[]): Promise<Map<string, PersonView[]>> {
  const watchers = new Map<string, PersonView[]>();
  if (ids.length === 0) return watchers;
  // A bridge that stopped shows nothing to anybody, whatever it did not get to write.
  const { rows } = await db.pool.query<{ terminal_id: string; id: string; name: string }>(
    `SELECT DISTINCT w.terminal_id, p.id, p.name FROM watches w JOIN people p ON p.id = w.person_id
     JOIN bridge_instances b ON b.id = w.bridge_id AND b.stopped_at IS NULL
     WHERE w.terminal_id = ANY ($1::uuid[]) AND w.ended_at IS NULL ORDER BY p.name`,
    [ids],
  );
  for (const { terminal_id, id, name } of rows) {
    watchers.set(terminal_id, [...(watchers.get(terminal_id) ?? []), { id, name }]);
  }
  return watchers;
}

export type RecordedTail = { endOffset: number; chunks: Pick<Chunk, 'codec' | 'bytes' | 'byteLength'>[] };
export type RecordedPiece = Pick<Chunk, 'terminalId' | 'startOffset' | 'codec' | 'bytes' | 'byteLength'>;

type TailRow = { terminal_id: string; start_offset: string; byte_length: number; codec: number; bytes: Buffer };

/**
 * The last chunks of many recordings, oldest first: as many as hold `bytes` bytes, but no more than `mostChunks` each. Recordings
 * without output are absent.
 */
export async function readRecordedTails(
  db: Database,
  ids: readonly TerminalId[],
  bytes: number,
  mostChunks: number,
): Promise<Map<string, RecordedTail>> {
  const tails = new Map<string, RecordedTail>();
  if (ids.length === 0) return tails;
  const { rows } = await db.pool.query<TailRow>(
    `SELECT c.terminal_id, c.start_offset, c.byte_length, c.codec, c.bytes FROM unnest($1::uuid[]) AS g(id), LATERAL (
       SELECT *, sum(byte_length) OVER (ORDER BY ordinal DESC) - byte_length AS after FROM (
         SELECT * FROM recording_chunks WHERE terminal_id = g.id AND byte_length > 0 ORDER BY ordinal DESC LIMIT $3) l
     ) c WHERE c.after < $2 ORDER BY c.terminal_id, c.ordinal`,
    [ids, bytes, mostChunks],
  );
  for (const row of rows) {
    const tail = tails.get(row.terminal_id) ?? { endOffset: 0, chunks: [] };
    tail.endOffset = Number(row.start_offset) + row.byte_length;
    tail.chunks.push(stored(row));
    tails.set(row.terminal_id, tail);
  }
  return tails;
}

function stored(row: TailRow): Pick<Chunk, 'codec' | 'bytes' | 'byteLength'> {
  return { codec: row.codec as ChunkCodec, bytes: row.bytes, byteLength: row.byte_length };
}

/** What was recorded of each terminal after an offset at which one of its chunks ends, oldest first; at most `mostChunks` of each. */
export async function readChunksAfter(
  db: Database,
  places: readonly { id: TerminalId; offset: number }[],
  mostChunks: number,
): Promise<RecordedPiece[]> {
  if (places.length === 0) return [];
  const { rows } = await db.pool.query<TailRow>({
    name: 'chunks-after',
    text: `SELECT c.terminal_id, c.start_offset, c.byte_length, c.codec, c.bytes
      FROM unnest($1::uuid[], $2::bigint[]) AS g(id, "offset"), LATERAL (
        SELECT * FROM recording_chunks WHERE terminal_id = g.id AND start_offset >= g."offset" AND byte_length > 0
        ORDER BY start_offset, ordinal LIMIT $3) c
      ORDER BY c.terminal_id, c.ordinal`,
    values: [places.map(({ id }) => id), places.map(({ offset }) => offset), mostChunks],
  });
  return rows.map((row) => ({
    terminalId: row.terminal_id as TerminalId,
    startOffset: Number(row.start_offset),
    ...stored(row),
  }));
}

/** Who looked at a terminal, and from when to when; null while they still do. */
export async function listWatches(
  tx: Transaction,
  terminalId: TerminalId,
  most: number,
): Promise<{ person: PersonView; from: Date; to: Date | null }[]> {
  const rows = await tx.watch.findMany({
    where: { terminalId },
    select: { startedAt: true, endedAt: true, person: { select: { id: true, name: true } } },
    orderBy: { startedAt: 'asc' },
    take: most,
  });
  return rows.map((row) => ({ person: row.person, from: row.startedAt, to: row.endedAt }));
}

/** What the record says of a terminal's end; null before it. */
export async function findRecordedEnd(
  tx: Transaction,
  terminalId: TerminalId,
): Promise<{ digest: string; outputBytes: string } | null> {
  const row = await tx.auditEvent.findFirst({
    where: { terminalId, name: 'terminal.ended' },
    select: { fields: true },
    orderBy: { sequence: 'asc' },
  });
  if (!row) return null;
  const { digest, outputBytes } = row.fields as { digest?: unknown; outputBytes?: unknown };
  return { digest: String(digest), outputBytes: String(outputBytes) };
}
