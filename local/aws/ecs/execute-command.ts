import { splitArguments } from '../agent/split-arguments';
import type { Operation } from '../operation';
import { issueToken, startSession, streamUrl } from '../ssm/session';
import { optionalString, requiredString } from '../wire/input';
import { ServiceError } from '../wire/service-error';
import { getCluster } from './cluster';
import { getTask } from './task';

const notReady =
  "The execute command failed because execute command was not enabled when the task was run or the execute command agent isn't running. Wait and try again or run a new task with execute command enabled and try again.";

/** ecs:ExecuteCommand: opens a session on a running task's agent and hands out its stream. */
export const executeCommand: Operation = ({ world, principal }, input) => {
  const cluster = getCluster(world, optionalString(input, 'cluster'));
  const task = getTask(world, cluster, requiredString(input, 'task'));
  const command = requiredString(input, 'command');
  if (input.interactive !== true) {
    throw new ServiceError('InvalidParameterException', 'Interactive is the only mode supported currently.');
  }
  const containerName = optionalString(input, 'container');
  const container =
    containerName === undefined && task.containers.length === 1
      ? task.containers[0]
      : task.containers.find(({ name }) => name === containerName);
  if (!container) throw new ServiceError('InvalidParameterException', 'The container name was not found in the task.');
  if (
    !task.enableExecuteCommand ||
    task.lastStatus !== 'RUNNING' ||
    task.agentStatus !== 'RUNNING' ||
    !container.runtimeId
  ) {
    throw new ServiceError('InvalidParameterException', notReady);
  }

  const session = startSession(world, {
    taskId: task.id,
    container,
    target: `ecs:${cluster.name}_${task.id}_${container.runtimeId}`,
    argv: splitArguments(command),
    startedByArn: principal.arn,
    sourceIdentity: principal.sourceIdentity,
    principalTags: principal.tags,
  });
  return {
    clusterArn: cluster.arn,
    containerArn: container.arn,
    containerName: container.name,
    interactive: true,
    taskArn: task.arn,
    session: {
      sessionId: session.id,
      streamUrl: streamUrl(world, session.id),
      tokenValue: issueToken(world, session, 'client'),
    },
  };
};
