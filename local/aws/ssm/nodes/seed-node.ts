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
}

/** Makes a node whose agent runs, with a home for its shells. */
export function seedNode(world: World, from: SeededNode): ManagedNode {
  const { id, tags, ipAddress = '10.0.1.30', ...rest } = from;
  const isHybrid = id.startsWith('mi-');
  world.processes.prepare(id, from.computerName, ipAddress);
  return newNode(world, {
    ...rest,
    id,
    kind: isHybrid ? 'ManagedInstance' : 'EC2Instance',
    name: isHybrid ? from.computerName : undefined,
    iamRole: 'postern-node',
    ipAddress,
    tags: Object.entries(tags ?? {}).map(([key, value]) => ({ key, value })),
    hostId: id,
    agentSince: world.now(),
  });
}
