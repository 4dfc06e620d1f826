import { randomBytes } from 'node:crypto';
import { agentVersion } from '../../agent/versions';
import { ServiceError } from '../../wire/service-error';
import type { World } from '../../world';
import type { ManagedNode } from '../resources';

/** How often an agent that is well says so. */
const pingEveryMs = 5 * 60_000;

/** Makes a node with an id of its own unless one is given. */
export function newNode(world: World, from: Partial<ManagedNode> & Pick<ManagedNode, 'kind' | 'iamRole'>): ManagedNode {
  const node: ManagedNode = {
    id: `${from.kind === 'EC2Instance' ? 'i' : 'mi'}-0${randomBytes(8).toString('hex')}`,
    activationId: undefined,
    name: undefined,
    registeredAt: world.now(),
    tags: [],
    platformType: 'Linux',
    platformName: 'Debian GNU/Linux',
    platformVersion: '12',
    computerName: undefined,
    ipAddress: undefined,
    agentVersion,
    lastPingAt: world.now(),
    hostId: undefined,
    agentSince: undefined,
    identity: undefined,
    ...from,
  };
  world.nodes.set(node.id, node);
  return node;
}

/** Finds a node or refuses as the service does. */
export function getNode(world: World, id: string): ManagedNode {
  const node = world.nodes.get(id);
  if (!node) throw new ServiceError('InvalidInstanceId', `Instance ${id} is not in a valid state or does not exist.`);
  return node;
}

/** Whether a session could be started on a node now. */
export function isConnected(world: World, node: ManagedNode): boolean {
  return node.agentSince !== undefined || world.gateway.control.isConnected(node.id);
}

/** When a node's agent last said it was well: one of ours says so every five minutes. */
export function lastPing(world: World, node: ManagedNode): number {
  if (node.agentSince === undefined) return node.lastPingAt;
  return world.now() - ((world.now() - node.agentSince) % pingEveryMs);
}

export function pingStatus(world: World, node: ManagedNode): 'Online' | 'ConnectionLost' {
  return world.now() - lastPing(world, node) <= world.timings.pingLostMs || node.agentSince !== undefined
    ? 'Online'
    : 'ConnectionLost';
}

/** The ARN a node's agent calls the services as. */
export function roleSessionArn(world: World, node: ManagedNode): string {
  return `arn:aws:sts::${world.accountId}:assumed-role/${node.iamRole.split('/').at(-1)}/${node.id}`;
}
