import { newCluster } from './ecs/cluster';
import { addTaskDefinition } from './ecs/task-definition';
import { newKey } from './kms/key';
import type { SessionDocument } from './ssm/documents/session-document';
import { type SeededNode, seedNode } from './ssm/nodes/seed-node';
import type { ExecLog, World } from './world';

/** What exists at the start. */
export interface Seeds {
  /** The clusters that exist at the start; one with a key has its ECS Exec sessions encrypted with it. A log is said, never written. */
  clusters?: (string | { name: string; kmsKeyId?: string; log?: ExecLog })[];
  /** KMS keys that exist at the start, by id. Like everything else but the access key they are new after a restart. */
  keys?: string[];
  /** The task definition that exists at the start. */
  taskDefinition?: { family: string; container: string };
  /** Nodes that exist at the start, with an agent each. */
  nodes?: SeededNode[];
  /** Session documents of the account's own that exist at the start: their content by name. */
  documents?: Record<string, SessionDocument>;
}

/** Puts into the home account what is there at the start: the one user, keys, clusters, nodes and a task definition. */
export function seed(world: World, options: Seeds, keys: { accessKeyId: string; secretAccessKey: string }): void {
  const arn = `arn:aws:iam::${world.accountId}:user/postern`;
  world.principals.add({
    ...keys,
    arn,
    userId: 'AIDALOCALPOSTERN0001',
    tags: {},
    transitiveTagKeys: [],
  });
  for (const id of options.keys ?? []) newKey(world, { id, description: 'there from the start' });
  for (const given of options.clusters ?? ['postern']) {
    const { name, ...exec } = typeof given === 'string' ? { name: given } : given;
    world.clusters.set(name, newCluster(world, name, exec));
  }
  for (const node of options.nodes ?? []) seedNode(world, node);
  for (const [name, content] of Object.entries(options.documents ?? {})) {
    const version = { number: 1, name: undefined, content: JSON.stringify(content, null, 2), createdAt: world.now() };
    world.documents.set(name, {
      name,
      owner: world.accountId,
      targetType: undefined,
      defaultVersion: 1,
      versions: [version],
      tags: [],
    });
  }
  const { family, container } = options.taskDefinition ?? { family: 'postern-bastion', container: 'bastion' };
  const role = (name: string) => `arn:aws:iam::${world.accountId}:role/${name}`;
  addTaskDefinition(
    world,
    {
      family,
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      cpu: '256',
      memory: '512',
      taskRoleArn: role('postern-bastion-task'),
      executionRoleArn: role('postern-bastion-execution'),
      containerDefinitions: [
        {
          name: container,
          image: `${world.accountId}.dkr.ecr.${world.region}.amazonaws.com/postern-bastion:1`,
          essential: true,
          linuxParameters: { initProcessEnabled: true },
        },
      ],
    },
    arn,
    [],
  );
}
