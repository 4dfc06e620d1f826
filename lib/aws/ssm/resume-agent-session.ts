import { ResumeSessionCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { asCloud, toCloudError } from '../errors';
import { parseSession } from './parse-session';

/** ResumeSession: a new token for a session whose line was lost; null when it is gone or has ended. Throws CloudError. */
export function resumeAgentSession(
  ssm: SSMClient,
  sessionId: string,
): Promise<{ sessionId: string; streamUrl: string; token: string } | null> {
  return asCloud(async () => {
    try {
      const answer = await ssm.send(new ResumeSessionCommand({ SessionId: sessionId }));
      // A session that has ended is answered with its id alone.
      return answer.TokenValue && answer.StreamUrl ? parseSession({ ...answer, SessionId: sessionId }) : null;
    } catch (error) {
      const translated = toCloudError(error);
      if (translated.kind === 'notFound') return null;
      throw translated;
    }
  });
}
