import type { Operation } from '../operation';
import { describeSessions } from './describe-sessions';
import { resumeSession } from './resume-session';
import { terminateSession } from './terminate-session';

/** The part of Systems Manager that stands here, by operation name. */
export const ssmOperations: Record<string, Operation> = {
  DescribeSessions: describeSessions,
  ResumeSession: resumeSession,
  TerminateSession: terminateSession,
};
