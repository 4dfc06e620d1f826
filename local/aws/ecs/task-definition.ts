import { type Input, isObject, objectList, requiredString, type Tag } from '../wire/input';
import { ServiceError } from '../wire/service-error';
import type { TaskDefinition, World } from '../world';

/** Makes the next revision of a family out of a RegisterTaskDefinition request. */
export function addTaskDefinition(world: World, request: Input, registeredBy: string, tags: Tag[]): TaskDefinition {
  const wrong = (message: string) => new ServiceError('ClientException', message);
  const family = requiredString(request, 'family', wrong);
  if (!/^[a-zA-Z0-9_-]{1,255}$/.test(family)) throw wrong('Invalid family name.');
  const containers = objectList(request, 'containerDefinitions', wrong).map((container) => ({
    name: requiredString(container, 'name', wrong),
    image: requiredString(container, 'image', wrong),
    environment: environmentOf(container),
  }));
  if (containers.length === 0) throw wrong('Task definition must have at least one container definition.');
  const revision = world.taskDefinitions.filter((known) => known.family === family).length + 1;
  const definition: TaskDefinition = {
    arn: `arn:aws:ecs:${world.region}:${world.accountId}:task-definition/${family}:${revision}`,
    family,
    revision,
    registeredAt: world.now(),
    registeredBy,
    taskRoleArn: typeof request.taskRoleArn === 'string' ? request.taskRoleArn : undefined,
    containers,
    request,
    tags,
  };
  world.taskDefinitions.push(definition);
  return definition;
}

/** Reads `environment: [{name, value}]` of a container definition or override. */
export function environmentOf(container: Input): Record<string, string> {
  const list = Array.isArray(container.environment) ? container.environment.filter(isObject) : [];
  return Object.fromEntries(list.map(({ name, value }) => [String(name), String(value ?? '')]));
}

/** Finds a definition by ARN, `family:revision`, or `family` (its newest revision). */
export function findTaskDefinition(world: World, name: string): TaskDefinition | undefined {
  return world.taskDefinitions.findLast(
    (known) => known.arn === name || `${known.family}:${known.revision}` === name || known.family === name,
  );
}

/** The wire form of a task definition. */
export function taskDefinitionOnWire(definition: TaskDefinition): Input {
  const { tags: _tags, ...request } = definition.request;
  return {
    ...request,
    taskDefinitionArn: definition.arn,
    revision: definition.revision,
    status: 'ACTIVE',
    networkMode: request.networkMode ?? 'awsvpc',
    volumes: request.volumes ?? [],
    placementConstraints: request.placementConstraints ?? [],
    compatibilities: ['EC2', 'FARGATE'],
    registeredAt: definition.registeredAt / 1_000,
    registeredBy: definition.registeredBy,
  };
}
