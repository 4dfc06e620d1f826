import { type SSMClient, TerminateSessionCommand } from '@aws-sdk/client-ssm';
import { asCloud, toCloudError } from '../errors';

/** TerminateSession; a session the service no longer has is ended already. Throws CloudError. */
export function endAgentSession(ssm: SSMClient, sessionId: string): Promise<void> {
  return asCloud(async () => {
    try {
      await ssm.send(new TerminateSessionCommand({ SessionId: sessionId }));
    } catch (error) {
      const translated = toCloudError(error);
      if (translated.kind !== 'notFound') throw translated;
    }
  });
}
