import type {
  BastionId,
  BridgeId,
  EnvironmentId,
  GrantId,
  PersonId,
  SignInId,
  TargetId,
  TerminalId,
} from '../domain/ids';
import type { PlacedTarget } from '../domain/targets/place';
import { wayIn } from '../domain/targets/target';
import type { AwaitedBastion, CarriedTerminal, Standing } from '../domain/terminals/carried';
import type { Terminal, TerminalEndReason } from '../domain/terminals/terminal';
import type { NewTerminal } from '../domain/terminals/transitions';
import { BRIDGE_IS_GONE } from './bridges';
import type { Database } from './client';
import { toEnvironment } from './environments';
import type { Prisma, Terminal as TerminalRow } from './generated/client';
import { toTarget } from './targets';
import type { Transaction } from './transaction';

/** Input sequence numbers reserved at a time: a new process fills at most about this many with harmless messages. */
export const INPUT_BLOCK = 32;

/** Adds the terminal, still opening. The database refuses it (PS005) when its grant is not open. */
export async function insertTerminal(
  tx: Transaction,
  terminal: NewTerminal & { bastionId: BastionId | null },
): Promise<Terminal> {
  return toTerminal(await tx.terminal.create({ data: terminal }));
}

export async function findTerminal(db: Database | Transaction, id: TerminalId): Promise<Terminal | null> {
  const prisma = 'prisma' in db ? db.prisma : db;
  const row = await prisma.terminal.findUnique({ where: { id } });
  return row && toTerminal(row);
}

/** The terminal, kept as it is until the transaction ends; what is being recorded of it goes on, a little later at most. */
export async function lockTerminal(tx: Transaction, id: TerminalId): Promise<Terminal | null> {
  await tx.$queryRaw`SELECT 1 FROM terminals WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  return findTerminal(tx, id);
}

/** As lockTerminal for those that nobody else holds at the moment; `busy` are the others. Waits for nobody. */
export async function lockFreeTerminals(
  tx: Transaction,
  ids: readonly TerminalId[],
): Promise<{ terminals: Map<TerminalId, Terminal>; busy: ReadonlySet<TerminalId> }> {
  const locked = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM terminals WHERE id = ANY (${[...ids]}::uuid[]) FOR NO KEY UPDATE SKIP LOCKED`;
  const rows = await tx.terminal.findMany({ where: { id: { in: [...ids] } } });
  const mine = new Set(locked.map(({ id }) => id));
  return {
    terminals: new Map(rows.filter(({ id }) => mine.has(id)).map((row) => [row.id as TerminalId, toTerminal(row)])),
    busy: new Set(rows.filter(({ id }) => !mine.has(id)).map(({ id }) => id as TerminalId)),
  };
}

/** How many of a person's terminals have not ended. */
export function countOpenTerminals(tx: Transaction, personId: PersonId): Promise<number> {
  return tx.terminal.count({ where: { personId, status: { not: 'ended' } } });
}

/** Everything a bridge needs to carry the terminal; null when it does not exist. */
export async function findCarriedTerminal(db: Database, id: TerminalId): Promise<CarriedTerminal | null> {
  const row = await db.prisma.terminal.findUnique({
    where: { id },
    include: { person: true, target: true, environment: true, grant: { include: { request: true } } },
  });
  if (!row) return null;
  return {
    terminal: toTerminal(row),
    environment: toEnvironment(row.environment),
    way: wayIn(toTarget(row.target)),
    operator: { id: row.person.id as PersonId, name: row.person.name, email: row.person.email },
    requestNumber: row.grant.request.number,
    requestReason: row.grant.request.reason,
  };
}

/**
 * Makes the bridge the terminal's carrier, whoever carried it before, and reserves a block of input numbers. Returns the first number
 * that certainly nobody has used, or null when the terminal has ended.
 */
export async function claimTerminal(db: Database, id: TerminalId, bridgeId: BridgeId): Promise<bigint | null> {
  const { rows } = await db.pool.query<{ first: string }>(
    `UPDATE terminals SET bridge_id = $2, input_reserved = input_reserved + ${INPUT_BLOCK}
     WHERE id = $1 AND status <> 'ended' RETURNING input_reserved - ${INPUT_BLOCK} AS first`,
    [id, bridgeId],
  );
  return rows[0] ? BigInt(rows[0].first) : null;
}

/** Takes over at most `limit` terminals whose bridge is dead or stopped, as claimTerminal does for one. */
export async function adoptTerminals(
  db: Database,
  bridgeId: BridgeId,
  limit: number,
): Promise<{ id: TerminalId; firstInput: bigint }[]> {
  const { rows } = await db.pool.query<{ id: string; first: string }>(
    `UPDATE terminals SET bridge_id = $1, input_reserved = input_reserved + ${INPUT_BLOCK}
     WHERE id IN (
       SELECT t.id FROM terminals t JOIN bridge_instances b ON b.id = t.bridge_id
       WHERE t.status <> 'ended' AND b.id <> $1 AND ${BRIDGE_IS_GONE}
       ORDER BY t.created_at LIMIT $2 FOR UPDATE OF t SKIP LOCKED)
     RETURNING id, input_reserved - ${INPUT_BLOCK} AS first`,
    [bridgeId, limit],
  );
  return rows.map((row) => ({ id: row.id as TerminalId, firstInput: BigInt(row.first) }));
}

/** Reserves one more block of input numbers; null when the bridge no longer carries the terminal. Returns the new bound. */
export async function reserveInputBlock(db: Database, id: TerminalId, bridgeId: BridgeId): Promise<bigint | null> {
  const { rows } = await db.pool.query<{ input_reserved: string }>({
    name: 'reserve-input',
    text: `UPDATE terminals SET input_reserved = input_reserved + ${INPUT_BLOCK}
      WHERE id = $1 AND bridge_id = $2 AND status <> 'ended' RETURNING input_reserved`,
    values: [id, bridgeId],
  });
  return rows[0] ? BigInt(rows[0].input_reserved) : null;
}

/** Asks whoever carries the terminal to end it. False when it has ended or was asked already. */
export async function requestTerminalEnd(tx: Transaction, id: TerminalId, asked: Partial<Terminal>): Promise<boolean> {
  const { count } = await tx.terminal.updateMany({
    where: { id, status: { not: 'ended' }, endRequestedAt: null },
    data: asked,
  });
  return count === 1;
}

/**
 * Notes what the lists show of a live terminal; only its carrier writes. Without Prisma, because every typing terminal comes here every
 * few seconds and a thousand of them would spend a fifth of a core on building the statement.
 */
export async function noteTerminal(
  db: Database,
  id: TerminalId,
  bridgeId: BridgeId,
  noted: { lastInputAt?: Date; cols?: number; rows?: number },
): Promise<void> {
  await db.pool.query({
    name: 'note-terminal',
    text: `UPDATE terminals SET last_input_at = coalesce($3, last_input_at), cols = coalesce($4, cols), rows = coalesce($5, rows)
      WHERE id = $1 AND bridge_id = $2 AND status <> 'ended'`,
    values: [id, bridgeId, noted.lastInputAt ?? null, noted.cols ?? null, noted.rows ?? null],
  });
}

type StandingRow = {
  id: string;
  end_requested_at: Date | null;
  end_reason: string | null;
  end_note: string | null;
  ended_by: string | null;
  grants: { status: 'active' | 'expired' | 'revoked'; starts: string; ends: string }[] | null;
  sign_in_revoked_at: Date | null;
  person_deactivated: boolean;
  bastion_status: Standing['bastionStatus'];
  mine: boolean;
  watchers: string[] | null;
};

/** How the given terminals stand. */
export async function findStandings(db: Database, bridgeId: BridgeId, ids: readonly TerminalId[]): Promise<Standing[]> {
  const { rows } = await db.pool.query<StandingRow>({
    name: 'standings',
    text: `
      SELECT t.id, t.end_requested_at, t.end_reason, t.end_note, e.name AS ended_by,
        (SELECT json_agg(json_build_object('status', g.status, 'starts', g.starts_at, 'ends', g.ends_at)) FROM grants g
          WHERE g.person_id = t.person_id AND g.target_id = t.target_id AND (g.status = 'active' OR g.id = t.grant_id)
        ) AS grants,
        s.revoked_at AS sign_in_revoked_at,
        p.deactivated_at IS NOT NULL AS person_deactivated,
        b.status AS bastion_status,
        (t.bridge_id = $1 AND t.status <> 'ended') AS mine,
        (SELECT array_agg(DISTINCT wp.name ORDER BY wp.name) FROM watches w JOIN people wp ON wp.id = w.person_id
          JOIN bridge_instances wb ON wb.id = w.bridge_id AND wb.stopped_at IS NULL
          WHERE w.terminal_id = t.id AND w.ended_at IS NULL) AS watchers
      FROM terminals t
      JOIN sign_ins s ON s.id = t.sign_in_id
      JOIN people p ON p.id = t.person_id
      LEFT JOIN people e ON e.id = t.ended_by_id
      LEFT JOIN bastions b ON b.id = t.bastion_id
      WHERE t.id = ANY ($2::uuid[])`,
    values: [bridgeId, ids],
  });
  return rows.map((row) => ({
    terminalId: row.id,
    endRequested: row.end_requested_at && {
      reason: (row.end_reason ?? 'endedByAdministrator') as TerminalEndReason,
      note: row.end_note,
      by: row.ended_by,
    },
    grants: (row.grants ?? []).map((grant) => ({
      status: grant.status,
      startsAt: new Date(grant.starts),
      endsAt: new Date(grant.ends),
    })),
    signInRevokedAt: row.sign_in_revoked_at,
    personDeactivated: row.person_deactivated,
    bastionStatus: row.bastion_status,
    mine: row.mine,
    watchers: row.watchers ?? [],
  }));
}

/** Which terminals of this bridge somebody asked to end: the cheap question behind a missed nudge. */
export async function listEndRequested(db: Database, bridgeId: BridgeId): Promise<TerminalId[]> {
  const { rows } = await db.pool.query<{ id: string }>({
    name: 'end-requested',
    text: `SELECT id FROM terminals WHERE bridge_id = $1 AND status <> 'ended' AND end_requested_at IS NOT NULL`,
    values: [bridgeId],
  });
  return rows.map((row) => row.id as TerminalId);
}

/** A terminal with what policies ask about it. */
export type PlacedTerminal = { terminal: Terminal } & PlacedTarget;

export async function findPlacedTerminal(tx: Transaction, id: TerminalId): Promise<PlacedTerminal | null> {
  const row = await tx.terminal.findUnique({ where: { id }, include: { target: true, environment: true } });
  return row && toPlaced(row);
}

/** Those of the given terminals that exist, with what policies ask about each. */
export async function listPlacedTerminals(tx: Transaction, ids: readonly TerminalId[]): Promise<PlacedTerminal[]> {
  const rows = await tx.terminal.findMany({
    where: { id: { in: [...ids] } },
    include: { target: true, environment: true },
  });
  return rows.map(toPlaced);
}

function toPlaced(row: Prisma.TerminalGetPayload<{ include: { target: true; environment: true } }>): PlacedTerminal {
  const { target, environment, ...terminal } = row;
  return { terminal: toTerminal(terminal), target: toTarget(target), environment: toEnvironment(environment) };
}

/**
 * Terminals that nobody may be looking after: never claimed, or of a bridge that is gone, or whose end was asked for or whose grants
 * were over before `overdueSince` without their bridge doing anything.
 */
export async function listUncarried(db: Database, overdueSince: Date): Promise<TerminalId[]> {
  const { rows } = await db.pool.query<{ id: string }>(
    `SELECT t.id FROM terminals t LEFT JOIN bridge_instances b ON b.id = t.bridge_id
     WHERE t.status <> 'ended' AND (
       t.bridge_id IS NULL OR ${BRIDGE_IS_GONE} OR t.end_requested_at < $1
       OR NOT EXISTS (SELECT 1 FROM grants g WHERE g.person_id = t.person_id AND g.target_id = t.target_id
         AND g.status = 'active' AND g.ends_at > $1))`,
    [overdueSince],
  );
  return rows.map((row) => row.id as TerminalId);
}

/** The bastion a terminal waits for; null when it has none. */
export async function findAwaitedBastion(db: Database, id: TerminalId): Promise<AwaitedBastion | null> {
  const row = await db.prisma.terminal.findUnique({ where: { id }, select: { bastion: true } });
  if (!row?.bastion) return null;
  const { status, steps, taskArn, runtimeId, failureCode, failureText } = row.bastion;
  const list = Array.isArray(steps) ? (steps as { step: AwaitedBastion['steps'][number]['step']; at: string }[]) : [];
  return {
    status,
    steps: list.map(({ step, at }) => ({ step, at: new Date(at) })),
    taskArn,
    runtimeId,
    failureCode,
    failureText,
  };
}

export function toTerminal(row: TerminalRow): Terminal {
  return {
    ...row,
    id: row.id as TerminalId,
    personId: row.personId as PersonId,
    signInId: row.signInId as SignInId,
    targetId: row.targetId as TargetId,
    environmentId: row.environmentId as EnvironmentId,
    grantId: row.grantId as GrantId,
    bastionId: row.bastionId as Terminal['bastionId'],
    bridgeId: row.bridgeId as Terminal['bridgeId'],
    endReason: row.endReason as Terminal['endReason'],
    endedById: row.endedById as Terminal['endedById'],
  };
}

/** Which of the given terminals are in the environment, ended or not. */
export async function listIdsOfTerminalsIn(
  tx: Transaction,
  environmentId: EnvironmentId,
  ids: readonly TerminalId[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx.terminal.findMany({ where: { environmentId, id: { in: [...ids] } }, select: { id: true } });
  return new Set(rows.map(({ id }) => id));
}

/** Which of these agent sessions belong to a terminal that has not ended. */
export async function listLiveSessionIds(tx: Transaction, sessionIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx.terminal.findMany({
    where: { agentSessionId: { in: [...sessionIds] }, status: { not: 'ended' } },
    select: { agentSessionId: true },
  });
  return new Set(rows.flatMap(({ agentSessionId }) => agentSessionId ?? []));
}
