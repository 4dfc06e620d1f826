import { DescribeClustersCommand, type ECSClient } from '@aws-sdk/client-ecs';
import { z } from 'zod';
import { CloudError } from '../../domain/cloud-error';
import type { ClusterFacts } from '../../domain/targets/environment-facts';
import { asCloud } from '../errors';

const text = z.string().min(1).nullish();
const answer = z.object({
  clusters: z
    .array(
      z.object({
        clusterArn: z.string().startsWith('arn:'),
        status: z.string(),
        configuration: z
          .object({
            executeCommandConfiguration: z
              .object({
                logging: z.string().default('DEFAULT'),
                kmsKeyId: text,
                logConfiguration: z
                  .object({
                    cloudWatchLogGroupName: text,
                    cloudWatchEncryptionEnabled: z.boolean().default(false),
                    s3BucketName: text,
                    s3EncryptionEnabled: z.boolean().default(false),
                  })
                  .optional(),
              })
              .optional(),
          })
          .optional(),
      }),
    )
    .default([]),
});

/** DescribeClusters with the configuration of ECS Exec; null when there is no such cluster. Throws CloudError. */
export function describeCluster(ecs: ECSClient, cluster: string): Promise<ClusterFacts | null> {
  return asCloud(async () => {
    const command = new DescribeClustersCommand({ clusters: [cluster], include: ['CONFIGURATIONS'] });
    const [found] = answer.parse(await ecs.send(command)).clusters;
    if (!found) return null;
    const exec = found.configuration?.executeCommandConfiguration;
    return {
      arn: found.clusterArn,
      status: found.status,
      exec: exec
        ? {
            logging: exec.logging,
            kmsKeyId: exec.kmsKeyId ?? null,
            logGroup: exec.logConfiguration?.cloudWatchLogGroupName ?? null,
            logGroupEncrypted: exec.logConfiguration?.cloudWatchEncryptionEnabled ?? false,
            bucket: exec.logConfiguration?.s3BucketName ?? null,
            bucketEncrypted: exec.logConfiguration?.s3EncryptionEnabled ?? false,
          }
        : null,
    };
  }).catch((error: unknown) => {
    if (error instanceof CloudError && error.kind === 'notFound') return null;
    throw error;
  });
}
