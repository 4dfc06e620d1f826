import type { World } from '../../world';
import type { ManagedNode } from '../resources';
import { newNode } from './node';

/** A node that is there from the start: an EC2 instance, or by an id `mi-…` a machine registered from elsewhere. */
export interface SeededNode {
  id: string;
  computerName: string;
  ipAddress?: string;
  platformName?: string;
  platformVersion?: string;
  tags?: Record<string, string>;
  /** Its agent was last heard of so long ago; left out, it runs. */
  silentForMs?: number;
}

/** Makes a node whose agent runs, with a home for its shells, or one that has fallen silent. */
export function seedNode(world: World, from: SeededNode): ManagedNode {
  const { id, tags, silentForMs, ipAddress = '10.0.1.30', ...rest } = from;
  const isHybrid = id.startsWith('mi-');
  const state =
    silentForMs === undefined ? { hostId: id, agentSince: world.now() } : { lastPingAt: world.now() - silentForMs };
  if (silentForMs === undefined) world.processes.prepare(id, from.computerName, ipAddress);
  return newNode(world, {
    ...rest,
    ...state,
    id,
    kind: isHybrid ? 'ManagedInstance' : 'EC2Instance',
    name: isHybrid ? from.computerName : undefined,
    iamRole: 'postern-node',
    ipAddress,
    tags: Object.entries(tags ?? {}).map(([key, value]) => ({ key, value })),
  });
}
