import { startOwnAgents, stopOwnAgents } from '../ssm/nodes/own-agents';
import { endSession, openSessions } from '../ssm/session';
import type { Task, TaskStatus, World } from '../world';
import { newRuntimeId } from './task';

/** Lets a new task go from PROVISIONING to RUNNING, and its agent after it, in the delays that are set. */
export function startTask(world: World, task: Task): void {
  world.tasks.set(task.id, task);
  world.log(`ecs task ${task.id} PROVISIONING`);
  if (stopsByItself(world, task, 'PROVISIONING')) return;
  step(world, task, world.timings.provisioningMs, () => {
    task.network.status = 'ATTACHED';
    task.connectivityAt = world.now();
    moveTo(world, task, 'PENDING');
    task.pullStartedAt = world.now();
    if (stopsByItself(world, task, 'PENDING')) return;
    step(world, task, world.timings.pendingMs, () => run(world, task));
  });
}

function run(world: World, task: Task): void {
  task.pullStoppedAt = world.now();
  task.startedAt = world.now();
  for (const container of task.containers) {
    container.runtimeId = newRuntimeId(task.id);
    container.lastStatus = 'RUNNING';
  }
  moveTo(world, task, 'RUNNING');
  world.processes.prepare(task.id, `bastion-${task.id.slice(0, 4)}`, '10.0.1.20');
  if (stopsByItself(world, task, 'RUNNING')) return;
  startOwnAgents(world, task);
  if (task.agentStatus === undefined) return;
  const { agent } = world.faults.settings;
  if (agent === 'never-starts') return;
  step(world, task, world.timings.agentMs, () => {
    if (agent === 'stops') {
      task.agentStatus = 'STOPPED';
      task.agentReason = 'The agent stopped: unable to start the ExecuteCommandAgent.';
    } else {
      task.agentStatus = 'RUNNING';
      task.agentStartedAt = world.now();
    }
    task.version += 1;
    world.log(`ecs task ${task.id} ExecuteCommandAgent ${task.agentStatus}`);
  });
}

/** Begins to stop a task; one that is stopping already is left as it is. */
export function stopTaskBecause(
  world: World,
  task: Task,
  stopCode: string,
  stoppedReason: string,
  exitCode?: number,
): void {
  if (task.desiredStatus === 'STOPPED') return;
  const hadRun = task.lastStatus === 'RUNNING';
  task.desiredStatus = 'STOPPED';
  task.stopCode = stopCode;
  task.stoppedReason = stoppedReason;
  task.stoppingAt = world.now();
  moveTo(world, task, hadRun ? 'DEACTIVATING' : 'STOPPING');
  world.timers.after(world.timings.deactivatingMs, () => {
    if (hadRun) moveTo(world, task, 'STOPPING');
    stopOwnAgents(world, task);
    for (const session of openSessions(world, ({ hostId }) => hostId === task.id)) endSession(world, session, '');
    void world.processes.remove(task.id);
    world.timers.after(world.timings.stoppingMs, () => {
      for (const container of task.containers) {
        container.lastStatus = 'STOPPED';
        if (hadRun) container.exitCode = exitCode ?? 137;
        else if (stopCode === 'TaskFailedToStart') container.reason = stoppedReason;
      }
      if (task.agentStatus !== undefined) task.agentStatus = 'STOPPED';
      task.executionStoppedAt = world.now();
      task.network.status = 'DELETED';
      moveTo(world, task, 'DEPROVISIONING');
      task.stoppedAt = world.now();
      moveTo(world, task, 'STOPPED');
      world.timers.after(world.timings.stoppedTaskKeptMs, () => world.tasks.delete(task.id));
    });
  });
}

function stopsByItself(world: World, task: Task, status: TaskStatus): boolean {
  const fault = world.faults.takeTaskStop(status);
  if (!fault) return false;
  const code = fault.stopCode ?? (status === 'RUNNING' ? 'EssentialContainerExited' : 'TaskFailedToStart');
  stopTaskBecause(world, task, code, fault.stoppedReason, 1);
  return true;
}

function step(world: World, task: Task, delayMs: number, then: () => void): void {
  world.timers.after(delayMs, () => {
    if (task.desiredStatus === 'RUNNING') then();
  });
}

function moveTo(world: World, task: Task, status: TaskStatus): void {
  task.lastStatus = status;
  task.version += 1;
  world.log(`ecs task ${task.id} ${status}${status === 'STOPPED' ? ` (${task.stopCode}: ${task.stoppedReason})` : ''}`);
}
