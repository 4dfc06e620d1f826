import type { Operation } from '../operation';
import { requiredString } from '../wire/input';
import { endSession } from './session';
import { validation } from './validation';

/** ssm:TerminateSession; ending an ended or unknown session is no error, as at the service. */
export const terminateSession: Operation = ({ world }, input) => {
  const id = requiredString(input, 'SessionId', validation);
  const session = world.sessions.get(id);
  if (session) endSession(world, session, '');
  return { SessionId: id };
};
