import type { Operation } from '../operation';
import { requiredMember } from '../wire/constraint';
import { constraints } from './constraints';
import { endSession } from './session';

/** ssm:TerminateSession; ending an ended or unknown session is no error, as at the service. */
export const terminateSession: Operation = ({ world }, input) => {
  const id = requiredMember(input, 'SessionId', constraints.sessionId);
  const session = world.sessions.get(id);
  if (session) endSession(world, session, '');
  return { SessionId: id };
};
