import type { Operation } from '../../operation';
import { requiredMember } from '../../wire/constraint';
import { ServiceError } from '../../wire/service-error';
import { constraints } from '../constraints';
import { endSession, openSessions } from '../session';

/** ssm:DeregisterManagedInstance; the agent on it may go on running and is no longer listened to. */
export const deregisterManagedInstance: Operation = ({ world }, input) => {
  const id = requiredMember(input, 'InstanceId', constraints.managedInstanceId);
  const node = world.nodes.get(id);
  if (node?.kind !== 'ManagedInstance') {
    throw new ServiceError('InvalidInstanceId', `Instance ${id} is not a registered managed instance.`);
  }
  world.nodes.delete(id);
  for (const session of openSessions(world, ({ target }) => target === id)) endSession(world, session, '');
  world.gateway.control.drop(id);
  return {};
};
