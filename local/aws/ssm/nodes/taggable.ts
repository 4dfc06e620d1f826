import { type Input, requiredString, type Tag } from '../../wire/input';
import { ServiceError } from '../../wire/service-error';
import type { World } from '../../world';
import { validation } from '../validation';

/** What the request's ResourceType and ResourceId name; EC2 instances carry EC2's tags, not Systems Manager's. */
export function taggable(world: World, input: Input): { tags: Tag[] } {
  const type = requiredString(input, 'ResourceType', validation);
  const id = requiredString(input, 'ResourceId', validation);
  if (type !== 'ManagedInstance' && type !== 'Document') {
    throw new ServiceError('InvalidResourceType', `The resource type ${type} is not valid.`);
  }
  const node = world.nodes.get(id);
  const found = type === 'Document' ? world.documents.get(id) : node?.kind === 'ManagedInstance' ? node : undefined;
  if (!found) throw new ServiceError('InvalidResourceId', `The resource ID ${id} is not valid.`);
  return found;
}
