import { DescribeTaskDefinitionCommand, type ECSClient } from '@aws-sdk/client-ecs';
import { z } from 'zod';
import { CloudError } from '../../domain/cloud-error';
import type { TaskDefinitionFacts } from '../../domain/targets/environment-facts';
import { asCloud } from '../errors';

const answer = z.object({
  taskDefinition: z.object({
    taskDefinitionArn: z.string().startsWith('arn:'),
    status: z.string(),
    networkMode: z.string().optional(),
    requiresCompatibilities: z.array(z.string()).default([]),
    taskRoleArn: z.string().min(1).optional(),
    executionRoleArn: z.string().min(1).optional(),
    containerDefinitions: z
      .array(
        z.object({
          name: z.string(),
          readonlyRootFilesystem: z.boolean().default(false),
          linuxParameters: z.object({ initProcessEnabled: z.boolean().default(false) }).optional(),
          logConfiguration: z.object({ logDriver: z.string() }).optional(),
        }),
      )
      .default([]),
  }),
});

/**
 * DescribeTaskDefinition: what a bastion would be started from; null when there is none. Environment and secrets of its containers
 * are not read. Throws CloudError.
 */
export function describeTaskDefinition(ecs: ECSClient, taskDefinition: string): Promise<TaskDefinitionFacts | null> {
  return asCloud(async () => {
    const { taskDefinition: found } = answer.parse(
      await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition })),
    );
    return {
      arn: found.taskDefinitionArn,
      status: found.status,
      networkMode: found.networkMode ?? null,
      compatibilities: found.requiresCompatibilities,
      taskRoleArn: found.taskRoleArn ?? null,
      executionRoleArn: found.executionRoleArn ?? null,
      containers: found.containerDefinitions.map((container) => ({
        name: container.name,
        initProcessEnabled: container.linuxParameters?.initProcessEnabled ?? false,
        readonlyRootFilesystem: container.readonlyRootFilesystem,
        logDriver: container.logConfiguration?.logDriver ?? null,
      })),
    };
  }).catch((error: unknown) => {
    // ECS has one error name for everything a caller does wrong; only the words tell this one apart.
    if (error instanceof CloudError && error.code === 'ClientException' && /unable to describe/i.test(error.message))
      return null;
    throw error;
  });
}
