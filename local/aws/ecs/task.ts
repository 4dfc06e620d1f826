import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { Input, Tag } from '../wire/input';
import { ServiceError } from '../wire/service-error';
import type { Cluster, Container, Task, TaskDefinition, World } from '../world';

interface NewTask {
  cluster: Cluster;
  definition: TaskDefinition;
  enableExecuteCommand: boolean;
  subnetId: string;
  startedBy: string | undefined;
  group: string | undefined;
  launchType: string;
  overrides: Input;
  /** By container name. */
  environment: Record<string, Record<string, string>>;
  tags: Tag[];
}

/** Makes a task in PROVISIONING with ids, address and containers of its own. */
export function newTask(world: World, from: NewTask): Task {
  const id = randomBytes(16).toString('hex');
  const prefix = `arn:aws:ecs:${world.region}:${world.accountId}`;
  return {
    id,
    arn: `${prefix}:task/${from.cluster.name}/${id}`,
    cluster: from.cluster,
    definition: from.definition,
    lastStatus: 'PROVISIONING',
    desiredStatus: 'RUNNING',
    containers: from.definition.containers.map(({ name, image, environment }) => ({
      name,
      image,
      arn: `${prefix}:container/${from.cluster.name}/${id}/${randomUUID()}`,
      runtimeId: undefined,
      lastStatus: 'PENDING',
      exitCode: undefined,
      reason: undefined,
      environment: { ...environment, ...from.environment[name] },
    })),
    enableExecuteCommand: from.enableExecuteCommand,
    agentStatus: from.enableExecuteCommand ? 'PENDING' : undefined,
    agentReason: undefined,
    agentStartedAt: undefined,
    network: {
      attachmentId: randomUUID(),
      interfaceId: `eni-0${randomBytes(8).toString('hex')}`,
      status: 'PRECREATED',
      subnetId: from.subnetId,
      privateAddress: `10.0.${randomInt(0, 16)}.${randomInt(10, 250)}`,
      macAddress: ['06', ...[...randomBytes(5)].map((byte) => byte.toString(16).padStart(2, '0'))].join(':'),
    },
    startedBy: from.startedBy,
    group: from.group ?? `family:${from.definition.family}`,
    launchType: from.launchType,
    platformVersion: '1.4.0',
    overrides: from.overrides,
    tags: from.tags,
    version: 1,
    createdAt: world.now(),
    connectivityAt: undefined,
    pullStartedAt: undefined,
    pullStoppedAt: undefined,
    startedAt: undefined,
    stoppingAt: undefined,
    stoppedAt: undefined,
    executionStoppedAt: undefined,
    stopCode: undefined,
    stoppedReason: undefined,
  };
}

/** The container runtime id Fargate gives: the task id and a number. */
export function newRuntimeId(taskId: string): string {
  return `${taskId}-${randomInt(100_000_000, 999_999_999)}`;
}

/** Finds a task of a cluster by id or ARN. */
export function findTask(world: World, cluster: Cluster, idOrArn: string): Task | undefined {
  const task = world.tasks.get(idOrArn.slice(idOrArn.lastIndexOf('/') + 1));
  if (!task || task.cluster.arn !== cluster.arn) return undefined;
  return task.arn === idOrArn || task.id === idOrArn ? task : undefined;
}

/** Finds a task or refuses as StopTask and ExecuteCommand do. */
export function getTask(world: World, cluster: Cluster, idOrArn: string): Task {
  const task = findTask(world, cluster, idOrArn);
  if (!task) throw new ServiceError('InvalidParameterException', 'The referenced task was not found.');
  return task;
}

/** The wire form of a task; tags only when asked for. */
export function taskOnWire(task: Task, withTags: boolean): Input {
  const { network } = task;
  const request = task.definition.request;
  return {
    attachments: [
      {
        id: network.attachmentId,
        type: 'ElasticNetworkInterface',
        status: network.status,
        details: [
          { name: 'subnetId', value: network.subnetId },
          ...(network.status === 'PRECREATED'
            ? []
            : [
                { name: 'networkInterfaceId', value: network.interfaceId },
                { name: 'macAddress', value: network.macAddress },
                { name: 'privateDnsName', value: `ip-${network.privateAddress.replaceAll('.', '-')}.ec2.internal` },
                { name: 'privateIPv4Address', value: network.privateAddress },
              ]),
        ],
      },
    ],
    attributes: [{ name: 'ecs.cpu-architecture', value: 'x86_64' }],
    availabilityZone: `${task.arn.split(':')[3]}a`,
    clusterArn: task.cluster.arn,
    connectivity: task.connectivityAt === undefined ? undefined : 'CONNECTED',
    connectivityAt: seconds(task.connectivityAt),
    containers: task.containers.map((container) => containerOnWire(task, container)),
    cpu: request.cpu ?? '256',
    memory: request.memory ?? '512',
    createdAt: seconds(task.createdAt),
    desiredStatus: task.desiredStatus,
    enableExecuteCommand: task.enableExecuteCommand,
    ephemeralStorage: { sizeInGiB: 20 },
    executionStoppedAt: seconds(task.executionStoppedAt),
    group: task.group,
    lastStatus: task.lastStatus,
    launchType: task.launchType,
    overrides: {
      containerOverrides: task.containers.map(({ name }) => ({ name })),
      inferenceAcceleratorOverrides: [],
      ...task.overrides,
    },
    platformFamily: 'Linux',
    platformVersion: task.platformVersion,
    pullStartedAt: seconds(task.pullStartedAt),
    pullStoppedAt: seconds(task.pullStoppedAt),
    startedAt: seconds(task.startedAt),
    startedBy: task.startedBy,
    stopCode: task.stopCode,
    stoppedAt: seconds(task.stoppedAt),
    stoppedReason: task.stoppedReason,
    stoppingAt: seconds(task.stoppingAt),
    tags: withTags ? task.tags : [],
    taskArn: task.arn,
    taskDefinitionArn: task.definition.arn,
    version: task.version,
  };
}

function containerOnWire(task: Task, container: Container): Input {
  const attached = task.network.status !== 'PRECREATED';
  return {
    containerArn: container.arn,
    taskArn: task.arn,
    name: container.name,
    image: container.image,
    imageDigest:
      task.pullStoppedAt === undefined
        ? undefined
        : `sha256:${createHash('sha256').update(container.image).digest('hex')}`,
    runtimeId: container.runtimeId,
    lastStatus: container.lastStatus,
    exitCode: container.exitCode,
    reason: container.reason,
    healthStatus: 'UNKNOWN',
    cpu: '0',
    networkBindings: [],
    networkInterfaces: attached
      ? [{ attachmentId: task.network.attachmentId, privateIpv4Address: task.network.privateAddress }]
      : [],
    managedAgents:
      task.agentStatus === undefined
        ? undefined
        : [
            {
              name: 'ExecuteCommandAgent',
              lastStatus: task.agentStatus,
              lastStartedAt: seconds(task.agentStartedAt),
              reason: task.agentReason,
            },
          ],
  };
}

function seconds(at: number | undefined): number | undefined {
  return at === undefined ? undefined : at / 1_000;
}
