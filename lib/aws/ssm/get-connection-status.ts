import { GetConnectionStatusCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { asCloud } from '../errors';

const answer = z.object({ Status: z.string().min(1) });

/** GetConnectionStatus: whether a session could be started on a node now. Throws CloudError. */
export function getConnectionStatus(ssm: SSMClient, nodeId: string): Promise<boolean> {
  return asCloud(
    // The service writes it in lower case, its documentation does not.
    async () =>
      answer.parse(await ssm.send(new GetConnectionStatusCommand({ Target: nodeId }))).Status.toLowerCase() ===
      'connected',
  );
}
