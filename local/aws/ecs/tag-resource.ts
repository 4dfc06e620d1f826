import type { Operation } from '../operation';
import { requiredString, tagList } from '../wire/input';
import { ServiceError } from '../wire/service-error';
import { getTagged } from './resource-tags';

/** ecs:TagResource; a key that is there already gets the new value. */
export const tagResource: Operation = ({ world }, input) => {
  const resource = getTagged(world, requiredString(input, 'resourceArn'));
  const added = tagList(input);
  const keys = new Set(added.map(({ key }) => key));
  const tags = [...resource.tags.filter(({ key }) => !keys.has(key)), ...added];
  if (tags.length > 50) throw new ServiceError('InvalidParameterException', 'A maximum of 50 tags is allowed.');
  resource.tags = tags;
  return {};
};
