import { nodeName } from '../domain/targets/node';
import type { ManagedNodes } from '../use-cases/ports';
import type { AwsClients } from './clients';
import { getConnectionStatus } from './ssm/get-connection-status';
import { listNodeTags } from './ssm/list-node-tags';
import { listNodes } from './ssm/list-nodes';
import { listInstanceTags } from './tagging/list-instance-tags';

/** Machines that Systems Manager manages, read as Postern itself. */
export function cloudNodes(clients: AwsClients): ManagedNodes {
  return {
    async list({ region }, which) {
      const ssm = clients.ssm(region);
      const described = await listNodes(ssm, which);
      const hasInstances = described.some(({ isHybrid }) => !isHybrid);
      const ofInstances = hasInstances ? await listInstanceTags(clients.tagging(region), which) : new Map();
      const nodes = [];
      // One after the other: the service allows few of these calls a second, and nobody waits for the answer.
      for (const { isHybrid, registeredName, computerName, ...node } of described) {
        const tags: Record<string, string> = isHybrid
          ? await listNodeTags(ssm, node.nodeId)
          : (ofInstances.get(node.nodeId) ?? {});
        nodes.push({ ...node, tags, name: nodeName(node.nodeId, tags.Name, registeredName, computerName) });
      }
      return nodes;
    },
    async lastHeard({ region }, nodeId) {
      const [node] = await listNodes(clients.ssm(region), { ids: [nodeId] });
      return node ? { ping: node.ping, lastPingAt: node.lastPingAt } : null;
    },
    isConnected: ({ region }, nodeId) => getConnectionStatus(clients.ssm(region), nodeId),
  };
}
