import type { Operation } from '../operation';
import { requiredMember } from '../wire/constraint';
import { ServiceError } from '../wire/service-error';
import { constraints } from './constraints';
import { isOpen, issueToken, streamUrl } from './session';

/** ssm:ResumeSession: a new token for the same stream, while the session lives. */
export const resumeSession: Operation = ({ world }, input) => {
  const id = requiredMember(input, 'SessionId', constraints.sessionId);
  const session = world.sessions.get(id);
  if (!session || !isOpen(session)) {
    throw new ServiceError('DoesNotExistException', `Session ${id} does not exist or is terminated.`);
  }
  if (world.faults.settings.resumeWithoutToken) return { SessionId: id };
  return { SessionId: id, TokenValue: issueToken(world, session, 'client'), StreamUrl: streamUrl(world, id) };
};
