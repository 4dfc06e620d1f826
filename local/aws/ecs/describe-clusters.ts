import type { Operation } from '../operation';
import { stringList } from '../wire/input';
import { findCluster } from './cluster';

/** ecs:DescribeClusters */
export const describeClusters: Operation = ({ world }, input) => {
  const names = stringList(input, 'clusters');
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
      configuration: cluster.execKmsKeyId
        ? { executeCommandConfiguration: { kmsKeyId: cluster.execKmsKeyId, logging: 'DEFAULT' } }
        : undefined,
      tags: [],
    });
  }
  return { clusters, failures };
};
