import type { Operation } from '../operation';
import { tagList } from '../wire/input';
import { ServiceError } from '../wire/service-error';
import { addTaskDefinition, taskDefinitionOnWire } from './task-definition';

/** ecs:RegisterTaskDefinition */
export const registerTaskDefinition: Operation = ({ world, principal }, input) => {
  const tags = tagList(input, 'tags', (message) => new ServiceError('ClientException', message));
  const definition = addTaskDefinition(world, input, principal.arn, tags);
  return { taskDefinition: taskDefinitionOnWire(definition), tags };
};
