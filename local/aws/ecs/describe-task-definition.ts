import type { Operation } from '../operation';
import { requiredString, stringList } from '../wire/input';
import { ServiceError } from '../wire/service-error';
import { findTaskDefinition, taskDefinitionOnWire } from './task-definition';

/** ecs:DescribeTaskDefinition */
export const describeTaskDefinition: Operation = ({ world }, input) => {
  const definition = findTaskDefinition(world, requiredString(input, 'taskDefinition'));
  if (!definition) throw new ServiceError('ClientException', 'Unable to describe task definition.');
  const tags = stringList(input, 'include').includes('TAGS') ? { tags: definition.tags } : {};
  return { taskDefinition: taskDefinitionOnWire(definition), ...tags };
};
