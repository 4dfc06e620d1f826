import { setTimeout as pause } from 'node:timers/promises';
import { type ECSClient, ExecuteCommandCommand } from '@aws-sdk/client-ecs';
import type { CloudError } from '../../domain/cloud-error';
import type { Environment } from '../../domain/targets/environment';
import { asCloud, toCloudError } from '../errors';
import { parseSession } from './parse-session';

/** The agent says RUNNING a little before it answers; these pauses add up to about twenty seconds. */
const AGENT_PAUSES_MS = [250, 500, 1_000, 2_000, 3_000, 4_000, 4_500, 5_000];

/**
 * ExecuteCommand, interactive (the only mode there is), again with growing pauses while the agent is late. Throws
 * CloudError; after about 20 s of a late agent it is `notReady`.
 */
export async function startAgentSession(
  ecs: ECSClient,
  environment: Environment,
  taskArn: string,
  command: string,
): Promise<{ sessionId: string; streamUrl: string; token: string }> {
  let late: CloudError | undefined;
  for (const pauseMs of [...AGENT_PAUSES_MS, undefined]) {
    try {
      return await asCloud(async () => {
        const { session } = await ecs.send(
          new ExecuteCommandCommand({
            cluster: environment.cluster,
            task: taskArn,
            container: environment.container,
            command,
            interactive: true,
          }),
        );
        return parseSession(session);
      });
    } catch (error) {
      late = toCloudError(error);
      if (late.kind !== 'notReady' || pauseMs === undefined) throw late;
      await pause(pauseMs);
    }
  }
  throw late;
}
