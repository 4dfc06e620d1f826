import { randomBytes, randomUUID } from 'node:crypto';
import type { World } from '../../world';
import type { Activation } from '../resources';

/** Makes an activation with an id and a code of its own. */
export function newActivation(
  world: World,
  from: Omit<Activation, 'id' | 'code' | 'registrations' | 'createdAt'>,
): Activation {
  const activation = {
    ...from,
    id: randomUUID(),
    // Nothing that begins with a hyphen: it is handed to programs as an argument.
    code: randomBytes(15).toString('hex'),
    registrations: 0,
    createdAt: world.now(),
  };
  world.activations.set(activation.id, activation);
  return activation;
}
