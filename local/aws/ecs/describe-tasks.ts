import type { Operation } from '../operation';
import { optionalString, stringList } from '../wire/input';
import { ServiceError } from '../wire/service-error';
import { getCluster } from './cluster';
import { findTask, taskOnWire } from './task';

/** ecs:DescribeTasks */
export const describeTasks: Operation = ({ world }, input) => {
  const cluster = getCluster(world, optionalString(input, 'cluster'));
  const names = stringList(input, 'tasks');
  if (names.length === 0) throw new ServiceError('InvalidParameterException', 'Tasks cannot be empty.');
  if (names.length > 100) throw new ServiceError('InvalidParameterException', 'Tasks can have at most 100 items.');
  const withTags = stringList(input, 'include').includes('TAGS');
  const tasks = [];
  const failures = [];
  for (const name of names) {
    const task = findTask(world, cluster, name);
    if (task) tasks.push(taskOnWire(task, withTags));
    else
      failures.push({ arn: name.startsWith('arn:') ? name : `${taskPrefix(cluster.arn)}/${name}`, reason: 'MISSING' });
  }
  return { tasks, failures };
};

function taskPrefix(clusterArn: string): string {
  return clusterArn.replace(':cluster/', ':task/');
}
