import { ConflictException, type ECSClient, RunTaskCommand } from '@aws-sdk/client-ecs';
import { z } from 'zod';
import type { Bastion } from '../../domain/bastions/bastion';
import { BASTION_TAG, ENVIRONMENT_TAG, PERSON_TAG } from '../../domain/bastions/tags';
import { CloudError } from '../../domain/cloud-error';
import type { Environment } from '../../domain/targets/environment';
import { asCloud } from '../errors';

const answer = z.object({
  tasks: z.array(z.object({ taskArn: z.string().startsWith('arn:') })).default([]),
  failures: z.array(z.object({ reason: z.string().optional(), detail: z.string().optional() })).default([]),
});

/**
 * RunTask with the row's client token: repeated, it answers the task it started the first time. Tags say whose it is, so
 * that a task whose row is gone can be found. Throws CloudError; a refusal to place it is `rejected` with ECS's reason.
 */
export function runBastionTask(
  ecs: ECSClient,
  environment: Environment,
  bastion: Pick<Bastion, 'id' | 'clientToken' | 'personId'>,
): Promise<{ taskArn: string }> {
  return asCloud(async () => {
    try {
      const { tasks, failures } = answer.parse(await ecs.send(commandFor(environment, bastion)));
      const [task] = tasks;
      if (task) return { taskArn: task.taskArn };
      const reason = failures[0]?.reason ?? 'NoTask';
      throw new CloudError('rejected', reason, failures[0]?.detail ?? reason);
    } catch (error) {
      // The environment's settings changed between two attempts; the task of the first one is still this bastion's.
      const [started] = error instanceof ConflictException ? (error.resourceIds ?? []) : [];
      if (started?.startsWith('arn:')) return { taskArn: started };
      throw error;
    }
  });
}

function commandFor(environment: Environment, bastion: Pick<Bastion, 'id' | 'clientToken' | 'personId'>) {
  return new RunTaskCommand({
    cluster: environment.cluster,
    taskDefinition: environment.taskDefinition,
    count: 1,
    launchType: 'FARGATE',
    clientToken: bastion.clientToken,
    startedBy: 'postern',
    // Cannot be switched on later, and without it nobody gets in.
    enableExecuteCommand: true,
    propagateTags: 'TASK_DEFINITION',
    tags: [
      { key: BASTION_TAG, value: bastion.id },
      { key: ENVIRONMENT_TAG, value: environment.id },
      ...(bastion.personId ? [{ key: PERSON_TAG, value: bastion.personId }] : []),
    ],
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: [...environment.subnets],
        securityGroups: [...environment.securityGroups],
        assignPublicIp: environment.assignPublicIp ? 'ENABLED' : 'DISABLED',
      },
    },
  });
}
