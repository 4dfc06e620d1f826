import { DescribeTasksCommand, type ECSClient } from '@aws-sdk/client-ecs';
import type { Environment } from '../../domain/targets/environment';
import type { BastionTask } from '../../use-cases/ports';
import { asCloud } from '../errors';
import { missingTask, parseTask } from './parse-task';

/** Most tasks one DescribeTasks takes. */
const BATCH = 100;

/** DescribeTasks in batches; the answer has one entry for each ARN, unknown ones with phase 'missing'. Throws CloudError. */
export function describeBastionTasks(
  ecs: ECSClient,
  environment: Pick<Environment, 'cluster' | 'container'>,
  taskArns: readonly string[],
): Promise<(BastionTask & { environmentId: string | null })[]> {
  return asCloud(async () => {
    const asked = [...new Set(taskArns)];
    const batches = Array.from({ length: Math.ceil(asked.length / BATCH) }, (_, at) =>
      asked.slice(at * BATCH, (at + 1) * BATCH),
    );
    const found = new Map<string, BastionTask & { environmentId: string | null }>();
    for (const tasks of batches) {
      const answer = await ecs.send(
        new DescribeTasksCommand({ cluster: environment.cluster, tasks, include: ['TAGS'] }),
      );
      for (const task of answer.tasks ?? []) {
        const read = parseTask(task, environment.container);
        found.set(read.taskArn, read);
      }
    }
    return asked.map((taskArn) => found.get(taskArn) ?? { ...missingTask(taskArn), environmentId: null });
  });
}
