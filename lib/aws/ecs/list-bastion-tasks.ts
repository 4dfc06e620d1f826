import { type ECSClient, paginateListTasks } from '@aws-sdk/client-ecs';
import { z } from 'zod';
import type { Environment } from '../../domain/targets/environment';
import type { BastionTask } from '../../use-cases/ports';
import { asCloud } from '../errors';
import { describeBastionTasks } from './describe-bastion-tasks';

const page = z.array(z.string().startsWith('arn:')).default([]);

/** Every task of this environment's that is meant to run, by our tags, whether or not a row remembers it. Throws CloudError. */
export function listBastionTasks(ecs: ECSClient, environment: Environment): Promise<BastionTask[]> {
  return asCloud(async () => {
    const arns: string[] = [];
    const pages = paginateListTasks(
      { client: ecs, pageSize: 100 },
      { cluster: environment.cluster, startedBy: 'postern', desiredStatus: 'RUNNING' },
    );
    for await (const { taskArns } of pages) arns.push(...page.parse(taskArns));
    const tasks = await describeBastionTasks(ecs, environment, arns);
    return tasks.filter(
      ({ bastionId, environmentId, phase }) =>
        bastionId !== null && environmentId === environment.id && phase !== 'missing' && phase !== 'stopped',
    );
  });
}
