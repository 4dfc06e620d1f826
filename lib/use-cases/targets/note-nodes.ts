import { writeAudit } from '../../db/audit';
import { forgetManagedNodes, listManagedNodes, upsertManagedNode } from '../../db/managed-nodes';
import { listNodesWrittenSince, listNodeTargets, removeTargets, upsertTarget } from '../../db/targets';
import { inTransaction } from '../../db/transaction';
import { auditEvent, type NewAuditEvent } from '../../domain/audit/event';
import type { TargetId } from '../../domain/ids';
import type { Environment } from '../../domain/targets/environment';
import { type ManagedNode, sameTags, saysTheSame, targetOfNode } from '../../domain/targets/node';
import type { Target } from '../../domain/targets/target';
import type { Deps } from '../deps';
import { currentPolicies } from '../policies/current';
import { endShutOut } from '../terminals/end-shut-out';

export type Noting = Pick<Deps, 'db' | 'clock' | 'newId' | 'log'>;

/** What AWS said: of every node of an environment, or of one alone. */
export type SeenNodes = {
  /** Before AWS was asked. A long list takes its time, and must not undo what was seen of one node meanwhile. */
  asOf: Date;
  /** Those that are targets by their tags. */
  matching: readonly ManagedNode[];
  /** Others that are known: the file names them, or they were targets until now. */
  others: readonly ManagedNode[];
} & ({ isAll: true } | { isAll: false; nodeId: string });

/**
 * Writes down what AWS said of an environment's nodes, and in the same transaction makes targets and open terminals follow: a node that
 * matches is a target, one that does not is none, and a terminal that its target's new tags would not let in is asked to end.
 */
export async function noteNodes(deps: Noting, environment: Environment, seen: SeenNodes): Promise<void> {
  const at = deps.clock.now();
  const { id: environmentId } = environment;
  const policies = await currentPolicies(deps);
  const isSeen = (nodeId: string | null) => seen.isAll || nodeId === seen.nodeId;
  await inTransaction(deps.db, async (tx) => {
    const nodes = [...seen.matching, ...seen.others];
    const all = (await listManagedNodes(tx, { environmentId })).filter(({ nodeId }) => isSeen(nodeId));
    const known = new Map(all.map((node) => [node.nodeId, node]));
    for (const node of nodes) {
      const before = known.get(node.nodeId);
      known.delete(node.nodeId);
      if (!before || !isSameNode(before, node))
        await upsertManagedNode(tx, environmentId, node, { newId: deps.newId(), at });
    }
    if (known.size > 0) await forgetManagedNodes(tx, environmentId, [...known.keys()]);

    const newer = await listNodesWrittenSince(tx, environmentId, seen.asOf);
    const events: NewAuditEvent[] = [];
    const changed: TargetId[] = [];
    const discovered = (await listNodeTargets(tx, environmentId)).filter(
      (target) => target.discovered && isSeen(target.nodeId) && !newer.has(target.key),
    );
    const standing = new Map(discovered.map((target) => [target.key, target]));
    for (const node of seen.matching.filter(({ nodeId }) => !newer.has(nodeId))) {
      const before = standing.get(node.nodeId);
      standing.delete(node.nodeId);
      const target = targetOfNode(node, environment.nodes?.document ?? '');
      if (before && saysTheSame(before, target)) continue;
      const targetId = await upsertTarget(tx, { ...target, environmentId }, { newId: deps.newId(), at });
      const event = eventOf(before, target);
      if (!event) continue;
      changed.push(targetId);
      events.push({ ...event, about: { targetId, environmentId } });
    }
    const lost = [...standing.values()];
    await removeTargets(
      tx,
      lost.map(({ id }) => id),
      at,
    );
    for (const { id: targetId, name, key } of lost) {
      changed.push(targetId);
      events.push(auditEvent('target.lost', { name, nodeId: key }, { targetId, environmentId }));
    }
    if (changed.length > 0) events.push(...(await endShutOut(tx, policies, { targetIds: changed }, at)));
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
