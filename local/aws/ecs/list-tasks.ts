import type { Operation } from '../operation';
import { optionalInteger, optionalString } from '../wire/input';
import { ServiceError } from '../wire/service-error';
import { getCluster } from './cluster';

/** ecs:ListTasks */
export const listTasks: Operation = ({ world }, input) => {
  const cluster = getCluster(world, optionalString(input, 'cluster'));
  const desiredStatus = optionalString(input, 'desiredStatus') ?? 'RUNNING';
  if (!['RUNNING', 'PENDING', 'STOPPED'].includes(desiredStatus)) {
    throw new ServiceError('InvalidParameterException', 'desiredStatus should be one of [RUNNING, PENDING, STOPPED].');
  }
  const startedBy = optionalString(input, 'startedBy');
  const family = optionalString(input, 'family');
  const launchType = optionalString(input, 'launchType');
  const limit = optionalInteger(input, 'maxResults', 1, 100) ?? 100;
  const from = readToken(optionalString(input, 'nextToken'));

  const found = [...world.tasks.values()].filter(
    (task) =>
      task.cluster.arn === cluster.arn &&
      task.desiredStatus === desiredStatus &&
      (startedBy === undefined || task.startedBy === startedBy) &&
      (family === undefined || task.definition.family === family) &&
      (launchType === undefined || task.launchType === launchType),
  );
  const next = from + limit;
  return {
    taskArns: found.slice(from, next).map(({ arn }) => arn),
    nextToken: next < found.length ? Buffer.from(String(next)).toString('base64url') : undefined,
  };
};

function readToken(token: string | undefined): number {
  if (token === undefined) return 0;
  const from = Number(Buffer.from(token, 'base64url').toString());
  if (!Number.isInteger(from) || from < 1) throw new ServiceError('InvalidParameterException', 'Invalid token.');
  return from;
}
