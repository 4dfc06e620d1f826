import type { EnvironmentId, PersonId, TargetId } from '../domain/ids';
import type { PlacedTarget } from '../domain/targets/place';
import type { Target } from '../domain/targets/target';
import { toEnvironment } from './environments';
import type { Target as TargetRow } from './generated/client';
import type { Transaction } from './transaction';

/** A row as the rules know it. */
export function toTarget(row: TargetRow): Target {
  const { createdAt: _createdAt, updatedAt: _updatedAt, removedAt: _removedAt, ...rest } = row;
  return {
    ...rest,
    id: row.id as TargetId,
    environmentId: row.environmentId as EnvironmentId,
    tags: row.tags as Record<string, string>,
    parameters: row.parameters as Record<string, string[]>,
  };
}

/** A target with its environment; null when there is none or when it was removed. */
export async function findTarget(tx: Transaction, id: TargetId): Promise<PlacedTarget | null> {
  const row = await tx.target.findUnique({ where: { id, removedAt: null }, include: { environment: true } });
  return row && { target: toTarget(row), environment: toEnvironment(row.environment) };
}

/** Every target that is still there, environment by environment in the order of the screen, then as the file has them. */
export async function listTargets(tx: Transaction): Promise<PlacedTarget[]> {
  const rows = await tx.target.findMany({
    where: { removedAt: null, environment: { removedAt: null } },
    include: { environment: true },
    orderBy: [{ environment: { position: 'asc' } }, { createdAt: 'asc' }, { name: 'asc' }],
  });
  return rows.map((row) => ({ target: toTarget(row), environment: toEnvironment(row.environment) }));
}

/** Writes a target under its key, and brings it back if it was removed. */
export async function upsertTarget(
  tx: Transaction,
  target: Omit<Target, 'id'>,
  how: { newId: string; at: Date },
): Promise<TargetId> {
  const parameters = Object.fromEntries(Object.entries(target.parameters).map(([name, values]) => [name, [...values]]));
  const written = { ...target, tags: { ...target.tags }, parameters, updatedAt: how.at, removedAt: null };
  const row = await tx.target.upsert({
    where: { environmentId_key: { environmentId: target.environmentId, key: target.key } },
    create: { id: how.newId, createdAt: how.at, ...written },
    update: written,
    select: { id: true },
  });
  return row.id as TargetId;
}

/** Marks targets which the file named once and names no longer as removed; what was found by itself stays. */
export async function removeOtherTargets(
  tx: Transaction,
  environmentId: EnvironmentId,
  kept: readonly TargetId[],
  at: Date,
): Promise<number> {
  const { count } = await tx.target.updateMany({
    where: { environmentId, id: { notIn: [...kept] }, discovered: false, removedAt: null },
    data: { removedAt: at },
  });
  return count;
}

/** Targets of an environment that are nodes and were not removed. */
export async function listNodeTargets(tx: Transaction, environmentId: EnvironmentId): Promise<Target[]> {
  const rows = await tx.target.findMany({ where: { environmentId, nodeId: { not: null }, removedAt: null } });
  return rows.map(toTarget);
}

/** Ids of nodes that are, or were, found targets of an environment and of which something else was written after an instant. */
export async function listNodesWrittenSince(
  tx: Transaction,
  environmentId: EnvironmentId,
  at: Date,
): Promise<Set<string>> {
  const rows = await tx.target.findMany({
    where: { environmentId, discovered: true, OR: [{ updatedAt: { gt: at } }, { removedAt: { gt: at } }] },
    select: { nodeId: true },
  });
  return new Set(rows.flatMap(({ nodeId }) => nodeId ?? []));
}

/** Marks targets as removed; their record stays. */
export async function removeTargets(tx: Transaction, ids: readonly TargetId[], at: Date): Promise<void> {
  await tx.target.updateMany({ where: { id: { in: [...ids] }, removedAt: null }, data: { removedAt: at } });
}

/** When a person last opened a terminal on each target. */
export async function lastUseOfTargets(tx: Transaction, personId: PersonId): Promise<Map<string, Date>> {
  const groups = await tx.terminal.groupBy({ by: ['targetId'], where: { personId }, _max: { createdAt: true } });
  return new Map(groups.flatMap((group) => (group._max.createdAt ? [[group.targetId, group._max.createdAt]] : [])));
}
