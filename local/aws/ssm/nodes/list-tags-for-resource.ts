import type { Operation } from '../../operation';
import { tagsOnWire } from '../tags';
import { taggable } from './taggable';

/** ssm:ListTagsForResource, for managed instances and documents. */
export const listTagsForResource: Operation = ({ world }, input) => ({
  TagList: tagsOnWire(taggable(world, input).tags),
});
