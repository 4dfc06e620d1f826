import type { Operation } from '../operation';
import { optionalString, requiredString } from '../wire/input';
import { ServiceError } from '../wire/service-error';
import { getCluster } from './cluster';
import { getTask, taskOnWire } from './task';
import { stopTaskBecause } from './task-life';

/** ecs:StopTask; stopping a stopped task answers with it and changes nothing. */
export const stopTask: Operation = ({ world }, input) => {
  const cluster = getCluster(world, optionalString(input, 'cluster'));
  const task = getTask(world, cluster, requiredString(input, 'task'));
  const reason = optionalString(input, 'reason') ?? 'Task stopped by user';
  if (reason.length > 255) throw new ServiceError('InvalidParameterException', 'reason length should be at most 255.');
  stopTaskBecause(world, task, 'UserInitiated', reason);
  return { task: taskOnWire(task, true) };
};
