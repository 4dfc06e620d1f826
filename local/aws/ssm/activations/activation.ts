import { randomBytes, randomUUID } from 'node:crypto';
import type { Tag } from '../../wire/input';
import type { World } from '../../world';

/** A right to register a number of nodes until a time (epoch milliseconds). */
export interface Activation {
  id: string;
  code: string;
  description: string | undefined;
  defaultInstanceName: string | undefined;
  iamRole: string;
  registrationLimit: number;
  registrations: number;
  expiresAt: number;
  createdAt: number;
  tags: Tag[];
}

/** Makes an activation with an id and a code of its own. */
export function newActivation(
  world: World,
  from: Omit<Activation, 'id' | 'code' | 'registrations' | 'createdAt'>,
): Activation {
  const activation = {
    ...from,
    id: randomUUID(),
    code: randomBytes(15).toString('base64url'),
    registrations: 0,
    createdAt: world.now(),
  };
  world.activations.set(activation.id, activation);
  return activation;
}
