import type { KnownNode } from '../../db/managed-nodes';
import type { Target } from '../../domain/targets/target';
import type { NodeView } from '../../domain/targets/view';

/** Looks up what a screen is told of a target's node; null for other targets, and for a node that nothing is known of. */
export function nodeViews(nodes: readonly KnownNode[]): (target: Target) => NodeView | null {
  const known = new Map(nodes.map((node) => [`${node.environmentId} ${node.nodeId}`, node]));
  return ({ environmentId, nodeId }) => {
    const node = known.get(`${environmentId} ${nodeId}`);
    if (!node) return null;
    const { ping, lastPingAt, platform, agentVersion, ipAddress } = node;
    return { id: node.nodeId, ping, lastPingAt: lastPingAt?.getTime() ?? null, platform, agentVersion, ipAddress };
  };
}
