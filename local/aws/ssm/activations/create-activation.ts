import type { Operation } from '../../operation';
import { optionalMember, requiredMember } from '../../wire/constraint';
import { optionalInteger } from '../../wire/input';
import { constraints } from '../constraints';
import { readTags } from '../tags';
import { validation } from '../validation';
import { newActivation } from './activation';

const dayMs = 24 * 60 * 60_000;
const mostDaysAhead = 30;

/** ssm:CreateActivation: for one node and for a day unless told otherwise. */
export const createActivation: Operation = ({ world }, input) => {
  const iamRole = requiredMember(input, 'IamRole', constraints.iamRole);
  if (!/^(service-role\/)?[\w+=,.@-]{1,64}$/.test(iamRole)) {
    throw validation('Nonexistent role or missing ssm service principal in trust policy: a role is given by its name.');
  }
  const expiration = input.ExpirationDate ?? (world.now() + dayMs) / 1_000;
  if (typeof expiration !== 'number') throw validation('ExpirationDate must be a timestamp.');
  const expiresAt = expiration * 1_000;
  if (expiresAt <= world.now() || expiresAt > world.now() + mostDaysAhead * dayMs) {
    throw validation(`Expiration date must be in the future and at most ${mostDaysAhead} days ahead.`);
  }
  const activation = newActivation(world, {
    description: optionalMember(input, 'Description', constraints.description),
    defaultInstanceName: optionalMember(input, 'DefaultInstanceName', constraints.defaultInstanceName),
    iamRole,
    registrationLimit: optionalInteger(input, 'RegistrationLimit', 1, 1_000, validation) ?? 1,
    expiresAt,
    tags: readTags(input),
  });
  return { ActivationId: activation.id, ActivationCode: activation.code };
};
