import type { Operation } from '../../operation';
import { requiredString } from '../../wire/input';
import { ServiceError } from '../../wire/service-error';
import { validation } from '../validation';

/** ssm:DeleteActivation; nodes that registered by it stay. */
export const deleteActivation: Operation = ({ world }, input) => {
  const id = requiredString(input, 'ActivationId', validation);
  if (!world.activations.delete(id)) {
    throw new ServiceError('InvalidActivationId', `The activation ID ${id} is not valid.`);
  }
  return {};
};
