import { splitArguments } from '../agent/split-arguments';
import type { Operation } from '../operation';
import { issueToken, newExecSessionId, openSession, streamUrl } from '../ssm/session';
import { startAgent } from '../ssm/start-agent';
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

  const target = `ecs:${cluster.name}_${task.id}_${container.runtimeId}`;
  const session = openSession(world, {
    id: newExecSessionId(),
    hostId: task.id,
    target,
    documentName: 'AmazonECS-ExecuteInteractiveCommand',
    // ECS opens the session through its service-linked role, so SSM never names the person.
    owner: `arn:aws:sts::${world.accountId}:assumed-role/AWSServiceRoleForECS/ecs-execute-command`,
    reason: undefined,
    argv: splitArguments(command),
    idleMs: world.timings.idleMs,
    maximumMs: undefined,
    maximumMinutes: undefined,
    startedByArn: principal.arn,
    sourceIdentity: principal.sourceIdentity,
    principalTags: principal.tags,
  });
  const role = task.definition.taskRoleArn?.split('/').at(-1) ?? 'task';
  startAgent(world, session, {
    hostId: task.id,
    agentArn: `arn:aws:sts::${world.accountId}:assumed-role/${role}/${task.id}`,
    environment: container.environment,
    document: { schemaVersion: '1.0', sessionType: 'InteractiveCommands', properties: {} },
    kmsKeyId: cluster.execKmsKeyId,
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
