import { nodeName } from '../domain/targets/node';
import type { ManagedNodes, WhichNodes } from '../use-cases/ports';
import type { AwsClients } from './clients';
import { getConnectionStatus } from './ssm/get-connection-status';
import { listNodeTags } from './ssm/list-node-tags';
import { type DescribedNode, listNodes } from './ssm/list-nodes';
import { getCallerIdentity } from './sts/get-caller-identity';
import { listInstanceTags } from './tagging/list-instance-tags';

/** Machines that Systems Manager manages, read as Postern itself. */
export function cloudNodes(clients: AwsClients): ManagedNodes {
  async function tagsOfInstances(region: string, which: WhichNodes, described: readonly DescribedNode[]) {
    const instances = described.filter(({ isHybrid }) => !isHybrid).map(({ nodeId }) => nodeId);
    if (instances.length === 0) return new Map<string, Record<string, string>>();
    const tagging = clients.tagging(region);
    if ('tags' in which) return listInstanceTags(tagging, which);
    // By their ARNs, or the tags of every instance of the account would be read for one.
    const { accountId, arn } = await getCallerIdentity(clients.sts(region), () => new Date());
    const partition = arn.split(':')[1] ?? 'aws';
    const arns = instances.map((id) => `arn:${partition}:ec2:${region}:${accountId}:instance/${id}`);
    return listInstanceTags(tagging, { arns });
  }

  return {
    async list({ region }, which) {
      const ssm = clients.ssm(region);
      const described = await listNodes(ssm, which);
      const ofInstances = await tagsOfInstances(region, which, described);
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
