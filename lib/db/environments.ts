import type { EnvironmentId } from '../domain/ids';
import type { Environment } from '../domain/targets/environment';
import type { NodeDiscovery } from '../domain/targets/node';
import { type Environment as EnvironmentRow, Prisma } from './generated/client';
import type { Transaction } from './transaction';

/** A row as the rules know it. */
export function toEnvironment(row: EnvironmentRow): Environment {
  const { createdAt: _createdAt, updatedAt: _updatedAt, removedAt: _removedAt, ...rest } = row;
  return { ...rest, id: row.id as EnvironmentId, nodes: row.nodes as NodeDiscovery | null };
}

/** Environments that are still there, in the order of the screen. */
export async function listEnvironments(tx: Transaction): Promise<Environment[]> {
  const rows = await tx.environment.findMany({ where: { removedAt: null }, orderBy: { position: 'asc' } });
  return rows.map(toEnvironment);
}

/** An environment by id, removed or not; null when there is none. */
export async function findEnvironment(tx: Transaction, id: EnvironmentId): Promise<Environment | null> {
  const row = await tx.environment.findUnique({ where: { id } });
  return row && toEnvironment(row);
}

/** Writes an environment under its name, brings it back if it was removed, and answers its id. */
export async function upsertEnvironment(
  tx: Transaction,
  environment: Omit<Environment, 'id'>,
  how: { newId: string; at: Date },
): Promise<EnvironmentId> {
  const written = {
    ...environment,
    subnets: [...environment.subnets],
    securityGroups: [...environment.securityGroups],
    nodes: environment.nodes === null ? Prisma.DbNull : (environment.nodes as Prisma.InputJsonObject),
    updatedAt: how.at,
    removedAt: null,
  };
  const row = await tx.environment.upsert({
    where: { name: environment.name },
    create: { id: how.newId, createdAt: how.at, ...written },
    update: written,
    select: { id: true },
  });
  return row.id as EnvironmentId;
}

/** Marks environments that are not among those kept, and what is in them, as removed. */
export async function removeOtherEnvironments(
  tx: Transaction,
  kept: readonly EnvironmentId[],
  at: Date,
): Promise<number> {
  const gone = { notIn: [...kept] };
  await tx.target.updateMany({ where: { environmentId: gone, removedAt: null }, data: { removedAt: at } });
  const { count } = await tx.environment.updateMany({ where: { id: gone, removedAt: null }, data: { removedAt: at } });
  return count;
}
