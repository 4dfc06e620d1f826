import { requiredMember } from '../../wire/constraint';
import type { Input, Tag } from '../../wire/input';
import { ServiceError } from '../../wire/service-error';
import type { World } from '../../world';
import { constraints } from '../constraints';

/** What the request's ResourceType and ResourceId name; EC2 instances carry EC2's tags, not Systems Manager's. */
export function taggable(world: World, input: Input): { tags: Tag[] } {
  const type = requiredMember(input, 'ResourceType', constraints.resourceType);
  const id = requiredMember(input, 'ResourceId', {});
  const found = find(world, type, id);
  if (!found) throw new ServiceError('InvalidResourceId', `The resource ID ${id} is not valid.`);
  return found;
}

/** Resources of the model's other types do not exist here. */
function find(world: World, type: string, id: string): { tags: Tag[] } | undefined {
  if (type === 'Document') return world.documents.get(id);
  const node = type === 'ManagedInstance' ? world.nodes.get(id) : undefined;
  return node?.kind === 'ManagedInstance' ? node : undefined;
}
