import type { Operation } from '../../operation';
import { requiredString } from '../../wire/input';
import { ServiceError } from '../../wire/service-error';
import { endSession, openSessions } from '../session';
import { validation } from '../validation';

/** ssm:DeregisterManagedInstance; the agent on it may go on running and is no longer listened to. */
export const deregisterManagedInstance: Operation = ({ world }, input) => {
  const id = requiredString(input, 'InstanceId', validation);
  const node = world.nodes.get(id);
  if (node?.kind !== 'ManagedInstance') {
    throw new ServiceError('InvalidInstanceId', `Instance ${id} is not a registered managed instance.`);
  }
  world.nodes.delete(id);
  for (const session of openSessions(world, ({ target }) => target === id)) endSession(world, session, '');
  world.gateway.control.drop(id);
  return {};
};
