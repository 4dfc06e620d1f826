import type { Bastion, BastionStatus, BastionStep } from '../domain/bastions/bastion';
import type { BastionId, EnvironmentId, PersonId, TerminalId } from '../domain/ids';
import type { TerminalEndReason } from '../domain/terminals/terminal';
import { type Bastion as BastionRow, Prisma } from './generated/client';
import type { Transaction } from './transaction';

/** Statuses in which a task runs, or may yet. */
export const LIVING = ['launching', 'running', 'draining', 'stopping'] as const satisfies BastionStatus[];
/** Statuses in which a bastion takes new terminals. */
export const USABLE = ['launching', 'running'] as const satisfies BastionStatus[];

/** A row as the rules know it. */
export function toBastion(row: BastionRow): Bastion {
  const steps = row.steps as { step: BastionStep; at: string }[];
  return {
    ...row,
    id: row.id as BastionId,
    environmentId: row.environmentId as EnvironmentId,
    personId: row.personId as PersonId | null,
    steps: steps.map(({ step, at }) => ({ step, at: new Date(at) })),
  };
}

/** A bastion by id, or null. */
export async function findBastion(tx: Transaction, id: BastionId): Promise<Bastion | null> {
  const row = await tx.bastion.findUnique({ where: { id } });
  return row && toBastion(row);
}

/**
 * Takes the usable bastion of an environment (of a person in it, where each has their own) into use, or answers null. The
 * row stays locked until the transaction ends, so nobody finds it unused before the terminal it is taken for is there.
 */
export async function takeUsableBastion(
  tx: Transaction,
  whose: { environmentId: EnvironmentId; personId: PersonId | null },
  at: Date,
): Promise<Bastion | null> {
  const [row] = await tx.bastion.updateManyAndReturn({
    where: { ...whose, status: { in: [...USABLE] } },
    data: { lastUsedAt: at },
  });
  return row ? toBastion(row) : null;
}

/** Inserts a launching bastion; null, and the transaction still usable, when another one became usable meanwhile. */
export async function insertBastion(
  tx: Transaction,
  bastion: Pick<Bastion, 'id' | 'environmentId' | 'personId' | 'clientToken'>,
  at: Date,
): Promise<Bastion | null> {
  const { count } = await tx.bastion.createMany({
    data: [
      {
        ...bastion,
        status: 'launching',
        steps: [{ step: 'asked', at: at.toISOString() }],
        createdAt: at,
        lastUsedAt: at,
      },
    ],
    // A raised unique violation would end the caller's transaction; this one waits for the other and then does nothing.
    skipDuplicates: true,
  });
  return count === 1 ? findBastion(tx, bastion.id) : null;
}

/** Changes a bastion only while it is in one of the expected statuses; false when it was not. */
export async function moveBastion(
  tx: Transaction,
  id: BastionId,
  from: readonly BastionStatus[],
  change: Prisma.BastionUncheckedUpdateManyInput,
): Promise<boolean> {
  const { count } = await tx.bastion.updateMany({ where: { id, status: { in: [...from] } }, data: change });
  return count === 1;
}

/** Notes when a launching bastion reached a step; a step noted before keeps its time. */
export async function recordBastionStep(tx: Transaction, id: BastionId, step: BastionStep, at: Date): Promise<void> {
  const noted = JSON.stringify([{ step, at: at.toISOString() }]);
  const known = JSON.stringify([{ step }]);
  await tx.$executeRaw`UPDATE bastions SET steps = steps || ${noted}::jsonb
    WHERE id = ${id}::uuid AND status = 'launching' AND NOT steps @> ${known}::jsonb`;
}

/** Notes which task a launching bastion became; false when it is no longer launching, or became another one. */
export async function recordBastionTask(tx: Transaction, id: BastionId, taskArn: string): Promise<boolean> {
  const { count } = await tx.bastion.updateMany({
    where: { id, status: 'launching', OR: [{ taskArn: null }, { taskArn }] },
    data: { taskArn },
  });
  return count === 1;
}

/** Drains a running bastion that nobody took into use since it was seen; with `whenEmpty`, only while no terminal is open on it. */
export async function drainBastion(
  tx: Transaction,
  seen: Pick<Bastion, 'id' | 'lastUsedAt'>,
  how: { reason: string; whenEmpty: boolean },
): Promise<boolean> {
  // Bare SQL: the condition must be judged again on the row as it is once its lock is ours.
  const count = await tx.$executeRaw`UPDATE bastions b SET status = 'draining', stop_reason = ${how.reason}
    WHERE b.id = ${seen.id}::uuid AND b.status = 'running' AND b.last_used_at = ${seen.lastUsedAt.toISOString()}::timestamptz
      AND NOT (${how.whenEmpty} AND EXISTS (SELECT 1 FROM terminals t WHERE t.bastion_id = b.id AND t.status <> 'ended'))`;
  return count === 1;
}

/** Begins to stop a draining bastion once no terminal is open on it. */
export async function stopDrainedBastion(tx: Transaction, id: BastionId): Promise<boolean> {
  const count = await tx.$executeRaw`UPDATE bastions b SET status = 'stopping'
    WHERE b.id = ${id}::uuid AND b.status = 'draining'
      AND NOT EXISTS (SELECT 1 FROM terminals t WHERE t.bastion_id = b.id AND t.status <> 'ended')`;
  return count === 1;
}

/** Asks for the end of every open terminal on a bastion; those asked before keep their reason. Answers the ones asked now. */
export async function askEndOfTerminalsOn(
  tx: Transaction,
  bastionId: BastionId,
  why: { reason: TerminalEndReason; note: string | null; byId: PersonId | null; at: Date },
): Promise<{ id: TerminalId; number: number; personId: PersonId }[]> {
  const rows = await tx.terminal.updateManyAndReturn({
    where: { bastionId, status: { not: 'ended' }, endRequestedAt: null },
    data: { endRequestedAt: why.at, endReason: why.reason, endNote: why.note, endedById: why.byId },
    select: { id: true, number: true, personId: true },
  });
  return rows.map((row) => ({ ...row, id: row.id as TerminalId, personId: row.personId as PersonId }));
}

/** How many terminals are still open on a bastion. */
export function countOpenTerminalsOn(tx: Transaction, bastionId: BastionId): Promise<number> {
  return tx.terminal.count({ where: { bastionId, status: { not: 'ended' } } });
}

/** Bastions that have a task, or may yet, in one environment. */
export async function listLivingBastions(tx: Transaction, environmentId: EnvironmentId): Promise<Bastion[]> {
  const rows = await tx.bastion.findMany({
    where: { environmentId, status: { in: [...LIVING] } },
    orderBy: { number: 'asc' },
  });
  return rows.map(toBastion);
}

/** Environments that bastions may run in: those in the file, and those taken out of it while one still ran. */
export async function listEnvironmentIdsWithBastions(tx: Transaction): Promise<EnvironmentId[]> {
  const rows = await tx.environment.findMany({
    where: { OR: [{ removedAt: null }, { bastions: { some: { status: { in: [...LIVING] } } } }] },
    select: { id: true },
    orderBy: { position: 'asc' },
  });
  return rows.map(({ id }) => id as EnvironmentId);
}

export type BastionUse = {
  bastion: Bastion;
  openTerminals: number;
  /** When somebody last came or went. */
  lastUsedAt: Date;
  /** Grants open at the moment for a target that is reached through it, by somebody who may use it. */
  openGrants: number;
};

/** How the bastions that can be given up are used at `now`. */
export async function listBastionUse(tx: Transaction, now: Date): Promise<BastionUse[]> {
  const bastions = await tx.bastion.findMany({ where: { status: { in: ['running', 'draining'] } } });
  if (bastions.length === 0) return [];
  const ids = Prisma.join(bastions.map(({ id }) => Prisma.sql`${id}::uuid`));
  const rows = await tx.$queryRaw<{ id: string; open: number; left_at: Date | null; grants: number }[]>`
    SELECT b.id,
      (SELECT count(*)::int FROM terminals t WHERE t.bastion_id = b.id AND t.status <> 'ended') AS open,
      (SELECT max(t.ended_at) FROM terminals t WHERE t.bastion_id = b.id) AS left_at,
      (SELECT count(*)::int FROM grants g JOIN targets a ON a.id = g.target_id
        WHERE a.environment_id = b.environment_id AND g.status = 'active'
          AND g.starts_at <= ${now.toISOString()}::timestamptz AND g.ends_at > ${now.toISOString()}::timestamptz
          AND (b.person_id IS NULL OR b.person_id = g.person_id)) AS grants
    FROM bastions b WHERE b.id IN (${ids})`;
  const use = new Map(rows.map((row) => [row.id, row]));
  return bastions.map((row) => {
    const bastion = toBastion(row);
    const used = use.get(row.id);
    const leftAt = used?.left_at?.getTime() ?? 0;
    return {
      bastion,
      openTerminals: used?.open ?? 0,
      lastUsedAt: new Date(Math.max(leftAt, bastion.lastUsedAt.getTime())),
      openGrants: used?.grants ?? 0,
    };
  });
}
