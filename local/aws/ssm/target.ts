import type { World } from '../world';
import { isConnected, roleSessionArn } from './nodes/node';
import type { ManagedNode } from './resources';

/** What a session can be started on. */
export interface Target {
  isConnected: boolean;
  /** The task or node whose processes our own agent runs; undefined when the agent is elsewhere. */
  hostId: string | undefined;
  /** Who the agent calls the services as. */
  agentArn: string;
  environment: Record<string, string>;
  node: ManagedNode | undefined;
}

/** Finds `i-…`, `mi-…` or `ecs:<cluster>_<task>_<runtime>`. */
export function findTarget(world: World, target: string): Target | undefined {
  return target.startsWith('ecs:') ? findContainer(world, target) : findNode(world, target);
}

function findNode(world: World, id: string): Target | undefined {
  const node = world.nodes.get(id);
  if (!node) return undefined;
  return {
    isConnected: isConnected(world, node),
    hostId: node.agentSince === undefined ? undefined : node.hostId,
    agentArn: roleSessionArn(world, node),
    environment: {},
    node,
  };
}

function findContainer(world: World, target: string): Target | undefined {
  for (const task of world.tasks.values()) {
    const container = task.containers.find(
      ({ runtimeId }) => runtimeId !== undefined && target === `ecs:${task.cluster.name}_${task.id}_${runtimeId}`,
    );
    if (!container) continue;
    const role = task.definition.taskRoleArn?.split('/').at(-1) ?? 'task';
    return {
      isConnected: task.lastStatus === 'RUNNING' && task.agentStatus === 'RUNNING',
      hostId: task.id,
      agentArn: `arn:aws:sts::${world.accountId}:assumed-role/${role}/${task.id}`,
      environment: container.environment,
      node: undefined,
    };
  }
  return undefined;
}
