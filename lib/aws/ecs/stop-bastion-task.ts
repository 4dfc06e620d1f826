import { type ECSClient, StopTaskCommand } from '@aws-sdk/client-ecs';
import type { Environment } from '../../domain/targets/environment';
import { asCloud, toCloudError } from '../errors';

/** Longest reason StopTask takes. */
const REASON_LENGTH = 255;

/** StopTask; a task that ECS no longer knows is stopped already. Throws CloudError. */
export function stopBastionTask(ecs: ECSClient, environment: Environment, taskArn: string, reason: string) {
  return asCloud(async () => {
    try {
      await ecs.send(
        new StopTaskCommand({ cluster: environment.cluster, task: taskArn, reason: reason.slice(0, REASON_LENGTH) }),
      );
    } catch (error) {
      const translated = toCloudError(error);
      if (translated.kind !== 'notFound' || translated.code === 'ClusterNotFoundException') throw translated;
    }
  });
}
