import type { Tag } from '../wire/input';
import { ServiceError } from '../wire/service-error';
import type { World } from '../world';

/** The resource of this ECS that carries an ARN and its tags, or the service's refusal. */
export function getTagged(world: World, arn: string): { tags: Tag[] } {
  if (!arn.startsWith('arn:aws:ecs:')) throw new ServiceError('InvalidParameterException', 'Invalid arn syntax.');
  const task = [...world.tasks.values()].find((known) => known.arn === arn);
  const definition = world.taskDefinitions.find((known) => known.arn === arn);
  const resource = task ?? definition;
  if (!resource) throw new ServiceError('InvalidParameterException', 'The specified task is not found.');
  return resource;
}
