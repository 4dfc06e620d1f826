import type { Operation } from '../operation';
import { type Input, stringList } from '../wire/input';
import type { Cluster } from '../world';
import { findCluster } from './cluster';

/** ecs:DescribeClusters */
export const describeClusters: Operation = ({ world }, input) => {
  const names = stringList(input, 'clusters');
  const included = stringList(input, 'include');
  const clusters = [];
  const failures = [];
  for (const name of names.length > 0 ? names : ['default']) {
    const cluster = findCluster(world, name);
    if (!cluster) {
      const arn = name.startsWith('arn:') ? name : `arn:aws:ecs:${world.region}:${world.accountId}:cluster/${name}`;
      failures.push({ arn, reason: 'MISSING' });
      continue;
    }
    const tasks = [...world.tasks.values()].filter((task) => task.cluster.arn === cluster.arn);
    clusters.push({
      clusterArn: cluster.arn,
      clusterName: cluster.name,
      status: 'ACTIVE',
      registeredContainerInstancesCount: 0,
      runningTasksCount: tasks.filter((task) => task.lastStatus === 'RUNNING').length,
      pendingTasksCount: tasks.filter((task) => ['PROVISIONING', 'PENDING'].includes(task.lastStatus)).length,
      activeServicesCount: 0,
      statistics: [],
      settings: [{ name: 'containerInsights', value: 'disabled' }],
      capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
      defaultCapacityProviderStrategy: [],
      configuration: included.includes('CONFIGURATIONS') ? configurationOf(cluster) : undefined,
      tags: [],
    });
  }
  return { clusters, failures };
};

/** Told only when asked for, and only when there is something to tell. */
function configurationOf({ execKmsKeyId, execLog }: Cluster): Input | undefined {
  if (!execKmsKeyId && !execLog) return undefined;
  return {
    executeCommandConfiguration: {
      kmsKeyId: execKmsKeyId,
      logging: execLog ? 'OVERRIDE' : 'DEFAULT',
      logConfiguration: execLog,
    },
  };
}
