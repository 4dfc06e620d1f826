import type { Operation } from '../../operation';
import { checkPresent } from '../../wire/constraint';
import { mergeTags, readTags } from '../tags';
import { taggable } from './taggable';

/** ssm:AddTagsToResource, for managed instances and documents. */
export const addTagsToResource: Operation = ({ world }, input) => {
  checkPresent(input, 'Tags');
  const resource = taggable(world, input);
  resource.tags = mergeTags(resource.tags, readTags(input));
  return {};
};
