import { ServiceError } from '../wire/service-error';
import type { Cluster, ExecLog, World } from '../world';

/** Makes a cluster of this account and region. */
export function newCluster(
  world: Pick<World, 'region' | 'accountId'>,
  name: string,
  exec: { kmsKeyId?: string | undefined; log?: ExecLog | undefined } = {},
): Cluster {
  const arn = `arn:aws:ecs:${world.region}:${world.accountId}:cluster/${name}`;
  return { name, arn, execKmsKeyId: exec.kmsKeyId, execLog: exec.log };
}

/** Finds a cluster by short name or ARN; absent means "default". */
export function findCluster(world: World, nameOrArn = 'default'): Cluster | undefined {
  return [...world.clusters.values()].find(({ name, arn }) => name === nameOrArn || arn === nameOrArn);
}

/** Finds a cluster or refuses as ECS does. */
export function getCluster(world: World, nameOrArn?: string): Cluster {
  const cluster = findCluster(world, nameOrArn);
  if (!cluster) throw new ServiceError('ClusterNotFoundException', 'Cluster not found.');
  return cluster;
}
