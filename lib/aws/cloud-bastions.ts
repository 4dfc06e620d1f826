import { setTimeout as pause } from 'node:timers/promises';
import type { Environment } from '../domain/targets/environment';
import type { BastionLauncher, BastionTask } from '../use-cases/ports';
import type { AwsClients } from './clients';
import { describeBastionTasks } from './ecs/describe-bastion-tasks';
import { listBastionTasks } from './ecs/list-bastion-tasks';
import { runBastionTask } from './ecs/run-bastion-task';
import { stopBastionTask } from './ecs/stop-bastion-task';

/** Questions that arrive within this time share one DescribeTasks: many launches are followed at once. */
const GATHER_MS = 25;

type Gathering = { taskArns: Set<string>; answer: Promise<Map<string, BastionTask>> };

/** Bastions as Fargate tasks, through ECS. */
export function cloudBastions(clients: AwsClients): BastionLauncher {
  const gathering = new Map<string, Gathering>();

  function gather(environment: Environment): Gathering {
    const key = [environment.region, environment.cluster, environment.container].join(' ');
    const open = gathering.get(key);
    if (open) return open;
    const taskArns = new Set<string>();
    const answer = pause(GATHER_MS).then(async () => {
      gathering.delete(key);
      const tasks = await describeBastionTasks(clients.ecs(environment.region), environment, [...taskArns]);
      return new Map(tasks.map((task) => [task.taskArn, task]));
    });
    const begun = { taskArns, answer };
    gathering.set(key, begun);
    return begun;
  }

  return {
    run: (environment, bastion) => runBastionTask(clients.ecs(environment.region), environment, bastion),
    async describe(environment, asked) {
      if (asked.length === 0) return [];
      const { taskArns, answer } = gather(environment);
      for (const taskArn of asked) taskArns.add(taskArn);
      const tasks = await answer;
      return asked.flatMap((taskArn) => tasks.get(taskArn) ?? []);
    },
    list: (environment) => listBastionTasks(clients.ecs(environment.region), environment),
    stop: (environment, taskArn, reason) =>
      stopBastionTask(clients.ecs(environment.region), environment, taskArn, reason),
  };
}
