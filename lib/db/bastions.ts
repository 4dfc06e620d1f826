import type { Bastion, BastionStatus, BastionStep } from '../domain/bastions/bastion';
import type { BastionUse } from '../domain/bastions/needs-stopping';
import type { NewBastion } from '../domain/bastions/transitions';
import type { BastionId, EnvironmentId, PersonId } from '../domain/ids';
import type { Environment } from '../domain/targets/environment';
import { toEnvironment } from './environments';
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
  { environmentId, personId }: { environmentId: EnvironmentId; personId: PersonId | null },
  at: Date,
): Promise<Bastion | null> {
  const [row] = await tx.bastion.updateManyAndReturn({
    where: { environmentId, personId, status: { in: [...USABLE] } },
    data: { lastUsedAt: at },
  });
  return row ? toBastion(row) : null;
}

/** Inserts a launching bastion; null, and the transaction still usable, when another one became usable meanwhile. */
export async function insertBastion(tx: Transaction, bastion: NewBastion): Promise<Bastion | null> {
  const { count } = await tx.bastion.createMany({
    data: [{ ...bastion, steps: storedSteps(bastion.steps) }],
    // A raised unique violation would end the caller's transaction; this one waits for the other and then does nothing.
    skipDuplicates: true,
  });
  return count === 1 ? findBastion(tx, bastion.id) : null;
}

/** Writes a change only while the bastion is still as it was seen: its status, its task and its steps. False when it is not. */
export async function changeBastion(tx: Transaction, seen: Bastion, change: Partial<Bastion>): Promise<boolean> {
  const { steps, ...rest } = change;
  const { count } = await tx.bastion.updateMany({
    where: { id: seen.id, status: seen.status, taskArn: seen.taskArn, steps: { equals: storedSteps(seen.steps) } },
    data: { ...rest, ...(steps ? { steps: storedSteps(steps) } : {}) },
  });
  return count === 1;
}

/** Drains or stops a bastion that nobody took into use since it was seen, and on which no terminal is open. */
export async function giveUpUnused(
  tx: Transaction,
  seen: Pick<Bastion, 'id' | 'status' | 'lastUsedAt'>,
  change: Pick<Partial<Bastion>, 'status' | 'stopReason'>,
): Promise<boolean> {
  // Bare SQL: the condition must be judged again on the row as it is once its lock is ours.
  const count = await tx.$executeRaw`UPDATE bastions b
    SET status = ${change.status ?? seen.status}::bastion_status, stop_reason = ${change.stopReason ?? null}
    WHERE b.id = ${seen.id}::uuid AND b.status = ${seen.status}::bastion_status
      AND b.last_used_at = ${seen.lastUsedAt.toISOString()}::timestamptz
      AND NOT EXISTS (SELECT 1 FROM terminals t WHERE t.bastion_id = b.id AND t.status <> 'ended')`;
  return count === 1;
}

function storedSteps(steps: Bastion['steps']): { step: BastionStep; at: string }[] {
  return steps.map(({ step, at }) => ({ step, at: at.toISOString() }));
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

/** Environments in which a shell of ours may run: in a bastion, or on a node where a terminal was asked for since. In the file or not. */
export async function listEnvironmentsWithShells(tx: Transaction, since: Date): Promise<Environment[]> {
  const rows = await tx.environment.findMany({
    where: {
      OR: [
        { bastions: { some: { status: { in: [...LIVING] } } } },
        { terminals: { some: { createdAt: { gte: since }, target: { nodeId: { not: null } } } } },
      ],
    },
    orderBy: { position: 'asc' },
  });
  return rows.map(toEnvironment);
}

export type UsedBastion = {
  bastion: Bastion;
  use: BastionUse;
  /** When somebody last came or went. */
  lastUsedAt: Date;
};

/** How the bastions that may be given up are used at `now`. */
export async function listUsedBastions(tx: Transaction, now: Date): Promise<UsedBastion[]> {
  const bastions = await tx.bastion.findMany({ where: { status: { in: ['launching', 'running', 'draining'] } } });
  if (bastions.length === 0) return [];
  const ids = Prisma.join(bastions.map(({ id }) => Prisma.sql`${id}::uuid`));
  const rows = await tx.$queryRaw<{ id: string; terminals: number; left_at: Date | null; grants: number }[]>`
    SELECT b.id,
      (SELECT count(*)::int FROM terminals t WHERE t.bastion_id = b.id AND t.status <> 'ended') AS terminals,
      (SELECT max(t.ended_at) FROM terminals t WHERE t.bastion_id = b.id) AS left_at,
      (SELECT count(*)::int FROM grants g JOIN targets a ON a.id = g.target_id
        WHERE a.environment_id = b.environment_id AND g.status = 'active'
          AND g.starts_at <= ${now.toISOString()}::timestamptz AND g.ends_at > ${now.toISOString()}::timestamptz
          AND (b.person_id IS NULL OR b.person_id = g.person_id)) AS grants
    FROM bastions b WHERE b.id IN (${ids})`;
  const counted = new Map(rows.map((row) => [row.id, row]));
  return bastions.map((row) => {
    const bastion = toBastion(row);
    const { terminals = 0, grants = 0, left_at = null } = counted.get(row.id) ?? {};
    return {
      bastion,
      use: { terminals, openGrants: grants },
      lastUsedAt: new Date(Math.max(left_at?.getTime() ?? 0, bastion.lastUsedAt.getTime())),
    };
  });
}

export type ShownBastion = {
  bastion: Bastion;
  environment: Environment;
  /** Who has a terminal open on it, one entry for each terminal. */
  present: { id: string; name: string }[];
};

/** Bastions that live, and those that ended after `since`, newest first. */
export async function listShownBastions(tx: Transaction, since: Date, most: number): Promise<ShownBastion[]> {
  const rows = await tx.bastion.findMany({
    where: { OR: [{ endedAt: null }, { endedAt: { gt: since } }] },
    include: {
      environment: true,
      terminals: {
        where: { status: { not: 'ended' } },
        select: { person: { select: { id: true, name: true } } },
        orderBy: { number: 'asc' },
      },
    },
    orderBy: { number: 'desc' },
    take: most,
  });
  return rows.map(({ environment, terminals, ...row }) => ({
    bastion: toBastion(row),
    environment: toEnvironment(environment),
    present: terminals.map(({ person }) => person),
  }));
}
