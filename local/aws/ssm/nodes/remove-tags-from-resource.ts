import type { Operation } from '../../operation';
import { checkPresent } from '../../wire/constraint';
import { stringList } from '../../wire/input';
import { validation } from '../validation';
import { taggable } from './taggable';

/** ssm:RemoveTagsFromResource, for managed instances and documents. */
export const removeTagsFromResource: Operation = ({ world }, input) => {
  checkPresent(input, 'TagKeys');
  const resource = taggable(world, input);
  const keys = stringList(input, 'TagKeys', validation);
  resource.tags = resource.tags.filter(({ key }) => !keys.includes(key));
  return {};
};
