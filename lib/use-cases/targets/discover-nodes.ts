import { writeAudit } from '../../db/audit';
import { listEnvironments } from '../../db/environments';
import { forgetManagedNodes, listManagedNodes, upsertManagedNode } from '../../db/managed-nodes';
import { listNodeTargets, removeTargets, upsertTarget } from '../../db/targets';
import { inTransaction } from '../../db/transaction';
import { auditEvent, type NewAuditEvent } from '../../domain/audit/event';
import { CloudError } from '../../domain/cloud-error';
import type { Environment } from '../../domain/targets/environment';
import { type ManagedNode, sameTags, saysTheSame, targetOfNode } from '../../domain/targets/node';
import type { Target } from '../../domain/targets/target';
import type { Deps } from '../deps';

type Finding = Pick<Deps, 'db' | 'nodes' | 'clock' | 'newId' | 'log'>;

/**
 * Brings what is known of managed nodes up to date, environment by environment: each node that matches is a target, one that is gone or
 * matches no longer is none. While AWS does not answer, everything stays as it is.
 */
export async function discoverNodes(deps: Finding): Promise<void> {
  for (const environment of await listEnvironments(deps.db.prisma)) {
    try {
      const found = await find(deps, environment);
      if (found) await save(deps, environment, found);
    } catch (error) {
      const { name } = environment;
      if (error instanceof CloudError)
        deps.log.warn(
          { environment: name, code: error.code, kind: error.kind },
          'managed nodes could not be looked for',
        );
      // One environment that cannot be written must not hide what became of the others.
      else deps.log.error({ environment: name, err: error }, 'managed nodes could not be written down');
    }
  }
}

/** Nodes that match by tag, and those which the file names one by one; null where the environment wants none of either. */
async function find(
  deps: Finding,
  environment: Environment,
): Promise<{ matching: ManagedNode[]; named: ManagedNode[] } | null> {
  const { db, nodes } = deps;
  const targets = await listNodeTargets(db.prisma, environment.id);
  const known = await listManagedNodes(db.prisma, { environmentId: environment.id });
  if (!environment.nodes && targets.length === 0 && known.length === 0) return null;
  const matching = environment.nodes ? await nodes.list(environment, { tags: environment.nodes.tags }) : [];
  const seen = new Set(matching.map(({ nodeId }) => nodeId));
  const ids = new Set(targets.flatMap(({ discovered, nodeId }) => (discovered || nodeId === null ? [] : [nodeId])));
  const unseen = [...ids].filter((id) => !seen.has(id));
  const named = unseen.length > 0 ? await nodes.list(environment, { ids: unseen }) : [];
  return { matching, named };
}

async function save(
  deps: Finding,
  environment: Environment,
  { matching, named }: { matching: readonly ManagedNode[]; named: readonly ManagedNode[] },
): Promise<void> {
  const at = deps.clock.now();
  const { id: environmentId } = environment;
  await inTransaction(deps.db, async (tx) => {
    const nodes = [...matching, ...named];
    const known = new Map((await listManagedNodes(tx, { environmentId })).map((node) => [node.nodeId, node]));
    for (const node of nodes) {
      const before = known.get(node.nodeId);
      known.delete(node.nodeId);
      if (!before || !isSameNode(before, node))
        await upsertManagedNode(tx, environmentId, node, { newId: deps.newId(), at });
    }
    if (known.size > 0) await forgetManagedNodes(tx, environmentId, [...known.keys()]);

    const events: NewAuditEvent[] = [];
    const discovered = (await listNodeTargets(tx, environmentId)).filter((target) => target.discovered);
    const standing = new Map(discovered.map((target) => [target.key, target]));
    for (const node of matching) {
      const before = standing.get(node.nodeId);
      standing.delete(node.nodeId);
      const target = targetOfNode(node, environment.nodes?.document ?? '');
      if (before && saysTheSame(before, target)) continue;
      const targetId = await upsertTarget(tx, { ...target, environmentId }, { newId: deps.newId(), at });
      const event = eventOf(before, target);
      if (event) events.push({ ...event, about: { targetId, environmentId } });
    }
    const lost = [...standing.values()];
    await removeTargets(
      tx,
      lost.map(({ id }) => id),
      at,
    );
    for (const { id: targetId, name, key } of lost)
      events.push(auditEvent('target.lost', { name, nodeId: key }, { targetId, environmentId }));
    if (events.length > 0) await writeAudit(tx, { actor: 'postern', at, events });
  });
}

function eventOf(before: Target | undefined, target: Omit<Target, 'id' | 'environmentId'>): NewAuditEvent | null {
  const { key: nodeId, name, tags } = target;
  if (!before) return auditEvent('target.found', { name, nodeId, tags });
  return sameTags(before.tags, tags) ? null : auditEvent('target.retagged', { nodeId, from: before.tags, to: tags });
}

function isSameNode(before: ManagedNode, node: ManagedNode): boolean {
  return (
    before.name === node.name &&
    before.platform === node.platform &&
    before.ping === node.ping &&
    before.lastPingAt?.getTime() === node.lastPingAt?.getTime() &&
    before.agentVersion === node.agentVersion &&
    before.ipAddress === node.ipAddress &&
    sameTags(before.tags, node.tags)
  );
}
