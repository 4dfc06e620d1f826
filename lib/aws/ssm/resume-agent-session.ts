import { ResumeSessionCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { asCloud, toCloudError } from '../errors';

// A custom check, because a built-in one would put what it was given into its error.
const shape = z.object({ TokenValue: z.custom<string>((given) => typeof given === 'string').nullish() });

/**
 * ResumeSession: a new token for a session whose line was lost; null when it is gone or has ended. The address stays the one it was started
 * with, as for the reference client. Throws CloudError.
 */
export function resumeAgentSession(ssm: SSMClient, sessionId: string): Promise<{ token: string } | null> {
  return asCloud(async () => {
    try {
      const { TokenValue: token } = shape.parse(await ssm.send(new ResumeSessionCommand({ SessionId: sessionId })));
      // A session that has ended is answered with its id alone.
      return token ? { token } : null;
    } catch (error) {
      const translated = toCloudError(error);
      if (translated.kind === 'notFound') return null;
      throw translated;
    }
  });
}
