import type { Operation } from '../../operation';
import { requiredMember } from '../../wire/constraint';
import { ServiceError } from '../../wire/service-error';
import { constraints } from '../constraints';

/** ssm:DeleteActivation; nodes that registered by it stay. */
export const deleteActivation: Operation = ({ world }, input) => {
  const id = requiredMember(input, 'ActivationId', constraints.activationId);
  if (!world.activations.delete(id)) {
    throw new ServiceError('InvalidActivationId', `The activation ID ${id} is not valid.`);
  }
  return {};
};
