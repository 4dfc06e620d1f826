import type { World } from '../../world';
import type { ManagedNode } from '../resources';
import { newNode } from './node';

/** An EC2 node that is there from the start. */
export interface SeededNode {
  id: string;
  computerName: string;
  ipAddress?: string;
  platformName?: string;
  platformVersion?: string;
  tags?: Record<string, string>;
}

/** Makes an EC2 node whose agent runs, with a home for its shells. */
export function seedNode(world: World, from: SeededNode): ManagedNode {
  const { id, tags, ipAddress = '10.0.1.30', ...rest } = from;
  world.processes.prepare(id, from.computerName, ipAddress);
  return newNode(world, {
    ...rest,
    id,
    kind: 'EC2Instance',
    iamRole: 'postern-node',
    ipAddress,
    tags: Object.entries(tags ?? {}).map(([key, value]) => ({ key, value })),
    hostId: id,
    agentSince: world.now(),
  });
}
