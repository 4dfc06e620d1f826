import { ServiceError } from '../../wire/service-error';
import type { Task, World } from '../../world';
import { registerNode } from './register';

/** The environment variables by which a container is told its activation. */
const idName = 'SSM_ACTIVATION_ID';
const codeName = 'SSM_ACTIVATION_CODE';

/**
 * Lets the containers of a task that were given an activation register as managed nodes, as an agent in their image would, and be
 * connected soon after. A refused registration is in the log only, as it would be in the container's.
 */
export function startOwnAgents(world: World, task: Task): void {
  for (const { name, environment } of task.containers) {
    const { [idName]: activationId, [codeName]: activationCode } = environment;
    if (!activationId || !activationCode) continue;
    try {
      const node = registerNode(
        world,
        { activationId, activationCode },
        {
          computerName: `bastion-${task.id.slice(0, 4)}`,
          ipAddress: task.network.privateAddress,
          hostId: task.id,
        },
      );
      if (world.faults.settings.agent !== 'never-starts') {
        // Registered and pinging a little before sessions can be started on it.
        world.timers.after(world.timings.agentMs, () => {
          if (task.desiredStatus === 'RUNNING') node.agentSince = world.now();
        });
      }
      world.log(`ecs task ${task.id} container ${name} registered as ${node.id}`);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      world.log(`ecs task ${task.id} container ${name} could not register: ${error.code}: ${error.message}`);
    }
  }
}

/** The agents go with their task; the nodes stay registered and lose their connection. */
export function stopOwnAgents(world: World, task: Task): void {
  for (const node of world.nodes.values()) {
    if (node.hostId !== task.id || node.agentSince === undefined) continue;
    node.agentSince = undefined;
    node.lastPingAt = world.now();
  }
}
