import type { EnvironmentId } from '../domain/ids';
import type { ManagedNode, NodePing } from '../domain/targets/node';
import type { ManagedNode as ManagedNodeRow } from './generated/client';
import type { Transaction } from './transaction';

export type KnownNode = ManagedNode & { environmentId: EnvironmentId };

function toNode(row: ManagedNodeRow): KnownNode {
  const { id: _id, createdAt: _createdAt, updatedAt: _updatedAt, ...rest } = row;
  return {
    ...rest,
    environmentId: row.environmentId as EnvironmentId,
    ping: row.ping as NodePing,
    tags: row.tags as Record<string, string>,
  };
}

/** Nodes as Systems Manager last described them: of every environment, or of one, or one alone. */
export async function listManagedNodes(
  tx: Transaction,
  which: { environmentId?: EnvironmentId; nodeId?: string } = {},
): Promise<KnownNode[]> {
  return (await tx.managedNode.findMany({ where: which, orderBy: { nodeId: 'asc' } })).map(toNode);
}

/** Writes what is known of a node. */
export async function upsertManagedNode(
  tx: Transaction,
  environmentId: EnvironmentId,
  node: ManagedNode,
  how: { newId: string; at: Date },
): Promise<void> {
  const written = { ...node, tags: { ...node.tags }, updatedAt: how.at };
  await tx.managedNode.upsert({
    where: { environmentId_nodeId: { environmentId, nodeId: node.nodeId } },
    create: { id: how.newId, environmentId, createdAt: how.at, ...written },
    update: written,
  });
}

/** Forgets nodes of an environment; what happened on them stays with their targets. */
export async function forgetManagedNodes(
  tx: Transaction,
  environmentId: EnvironmentId,
  nodeIds: readonly string[],
): Promise<void> {
  await tx.managedNode.deleteMany({ where: { environmentId, nodeId: { in: [...nodeIds] } } });
}
