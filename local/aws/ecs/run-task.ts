import type { Operation } from '../operation';
import {
  type Input,
  objectList,
  optionalInteger,
  optionalObject,
  optionalString,
  requiredString,
  stringList,
  type Tag,
  tagList,
} from '../wire/input';
import { ServiceError } from '../wire/service-error';
import type { Task, TaskDefinition, World } from '../world';
import { getCluster } from './cluster';
import { newTask, taskOnWire } from './task';
import { environmentOf, findTaskDefinition } from './task-definition';
import { startTask } from './task-life';

const wrong = (message: string) => new ServiceError('InvalidParameterException', message);

/** The service remembers a token for a day; a count is enough here. */
const keptTokens = 10_000;

/** ecs:RunTask, with the client token's promise that a repeated call starts nothing new. */
export const runTask: Operation = ({ world }, input) => {
  const cluster = getCluster(world, optionalString(input, 'cluster'));
  const definition = findTaskDefinition(world, requiredString(input, 'taskDefinition'));
  if (!definition) throw new ServiceError('ClientException', 'TaskDefinition not found.');
  const count = optionalInteger(input, 'count', 1, 10) ?? 1;
  const launchType = optionalString(input, 'launchType') ?? 'FARGATE';
  if (launchType !== 'FARGATE') throw wrong('No Container Instances were found in your cluster.');
  const subnetId = readSubnet(input);
  const enableExecuteCommand = input.enableExecuteCommand === true;
  const overrides = optionalObject(input, 'overrides') ?? {};
  if (enableExecuteCommand && !definition.taskRoleArn && !optionalString(overrides, 'taskRoleArn')) {
    throw wrong(
      'The task could not be run because a valid taskRoleArn is not being used. Specify a valid task role in your task definition and try again.',
    );
  }
  const startedBy = optionalString(input, 'startedBy');
  if (startedBy !== undefined && startedBy.length > 128) throw wrong('startedBy length should be at most 128.');
  const tags = withPropagated(tagList(input), definition, optionalString(input, 'propagateTags'));

  const token = optionalString(input, 'clientToken');
  if (token !== undefined && !/^[\x21-\x7e]{1,64}$/.test(token)) {
    throw wrong('clientToken must be 1 to 64 printable ASCII characters.');
  }
  const request = canonical(input);
  const used = token === undefined ? undefined : world.runTaskTokens.get(token);
  if (used) {
    if (used.request !== request) throw conflict(world, used.taskIds);
    return { tasks: known(world, used.taskIds).map((task) => taskOnWire(task, true)), failures: [] };
  }

  const failure = world.faults.takeRunTaskFailure();
  if (failure) {
    const arn = `arn:aws:ecs:${world.region}:${world.accountId}:container-instance/${cluster.name}`;
    return { tasks: [], failures: [{ arn, reason: failure.reason, detail: failure.detail }] };
  }
  const tasks = Array.from({ length: count }, () =>
    newTask(world, {
      cluster,
      definition,
      enableExecuteCommand,
      subnetId,
      startedBy,
      group: optionalString(input, 'group'),
      launchType,
      overrides,
      environment: Object.fromEntries(
        objectList(overrides, 'containerOverrides').map((container) => [container.name, environmentOf(container)]),
      ),
      tags,
    }),
  );
  if (token !== undefined) keepToken(world, token, { request, taskIds: tasks.map(({ id }) => id) });
  for (const task of tasks) startTask(world, task);
  return { tasks: tasks.map((task) => taskOnWire(task, true)), failures: [] };
};

function keepToken(world: World, token: string, use: { request: string; taskIds: string[] }): void {
  world.runTaskTokens.set(token, use);
  const [oldest] = world.runTaskTokens.keys();
  if (world.runTaskTokens.size > keptTokens && oldest !== undefined) world.runTaskTokens.delete(oldest);
}

function readSubnet(input: Input): string {
  const network = optionalObject(input, 'networkConfiguration');
  const vpc = network && optionalObject(network, 'awsvpcConfiguration');
  if (!vpc) throw wrong("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  const [subnetId] = stringList(vpc, 'subnets');
  if (subnetId === undefined) throw wrong('subnets can not be empty.');
  return subnetId;
}

function withPropagated(tags: Tag[], definition: TaskDefinition, propagate: string | undefined): Tag[] {
  if (propagate === undefined || propagate === 'NONE') return tags;
  if (propagate !== 'TASK_DEFINITION')
    throw wrong('propagateTags must be TASK_DEFINITION or NONE when running a task.');
  const own = new Set(tags.map(({ key }) => key));
  return [...definition.tags.filter(({ key }) => !own.has(key)), ...tags];
}

function conflict(world: World, taskIds: string[]): ServiceError {
  return new ServiceError(
    'ConflictException',
    'The clientToken is already used by a RunTask request with other parameters.',
    400,
    { resourceIds: known(world, taskIds).map(({ arn }) => arn) },
  );
}

function known(world: World, taskIds: string[]): Task[] {
  return taskIds.flatMap((id) => world.tasks.get(id) ?? []);
}

/** The request as text that does not depend on the order of its members. */
function canonical(input: Input): string {
  return JSON.stringify(input, (_name, value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
}
