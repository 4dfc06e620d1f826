import { ServiceError } from '../../wire/service-error';
import type { World } from '../../world';
import type { ManagedNode } from '../resources';
import { newNode } from './node';

/** Registers a node by an activation, whose tags, name and role it takes over; throws the service's own refusal. */
export function registerNode(
  world: World,
  by: { activationId: string; activationCode: string },
  from: Partial<ManagedNode>,
): ManagedNode {
  const activation = world.activations.get(by.activationId);
  if (!activation) throw new ServiceError('InvalidActivationId', 'The activation ID is not valid.');
  if (activation.code !== by.activationCode || activation.expiresAt <= world.now()) {
    throw new ServiceError('InvalidActivation', 'The activation is not valid. The activation might have expired.');
  }
  if (activation.registrations >= activation.registrationLimit) {
    throw new ServiceError('InvalidActivation', 'Registration limit has been reached for this activation.');
  }
  activation.registrations += 1;
  return newNode(world, {
    ...from,
    kind: 'ManagedInstance',
    activationId: activation.id,
    iamRole: activation.iamRole,
    name: activation.defaultInstanceName,
    tags: [...activation.tags],
  });
}
