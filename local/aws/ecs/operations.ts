import type { Operation } from '../operation';
import { describeClusters } from './describe-clusters';
import { describeTaskDefinition } from './describe-task-definition';
import { describeTasks } from './describe-tasks';
import { executeCommand } from './execute-command';
import { listTagsForResource } from './list-tags-for-resource';
import { listTasks } from './list-tasks';
import { registerTaskDefinition } from './register-task-definition';
import { runTask } from './run-task';
import { stopTask } from './stop-task';
import { tagResource } from './tag-resource';

/** The part of ECS that stands here, by operation name. */
export const ecsOperations: Record<string, Operation> = {
  DescribeClusters: describeClusters,
  DescribeTaskDefinition: describeTaskDefinition,
  DescribeTasks: describeTasks,
  ExecuteCommand: executeCommand,
  ListTagsForResource: listTagsForResource,
  ListTasks: listTasks,
  RegisterTaskDefinition: registerTaskDefinition,
  RunTask: runTask,
  StopTask: stopTask,
  TagResource: tagResource,
};
