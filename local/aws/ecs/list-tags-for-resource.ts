import type { Operation } from '../operation';
import { requiredString } from '../wire/input';
import { getTagged } from './resource-tags';

/** ecs:ListTagsForResource */
export const listTagsForResource: Operation = ({ world }, input) => ({
  tags: getTagged(world, requiredString(input, 'resourceArn')).tags,
});
