import type {
  ClusterFacts,
  ContainerFacts,
  EnvironmentFacts,
  Examined,
  TaskDefinitionFacts,
} from './environment-facts';
import { type Finding, fault, fine, warning } from './finding';

/** What to say when there is no such cluster. */
export const missingCluster = ({ cluster, region }: Examined) => ({
  says: `There is no cluster ${cluster} in ${region}.`,
  act: 'Deploy the bastion stack there, or put cluster or region right.',
});

/** The cluster, how its shells are logged, and the key of their lines. */
export function ofCluster(
  { region, accountId }: Examined,
  cluster: ClusterFacts,
  container: ContainerFacts | null,
): Finding[] {
  const is =
    cluster.status === 'ACTIVE'
      ? fine('cluster', `The cluster ${cluster.arn} is active.`)
      : fault('cluster', `The cluster ${cluster.arn} is ${cluster.status}.`, 'Deploy the bastion stack again.');
  const elsewhere = fault(
    'cluster',
    `The cluster ${cluster.arn} is not in account ${accountId} and region ${region}.`,
    'Put cluster, accountId or region right.',
  );
  return [
    placedIn(cluster.arn, { region, accountId }) ? is : elsewhere,
    ofSessionLog(cluster.exec, container),
    cluster.exec?.kmsKeyId
      ? fine(
          'lineKey',
          `What is typed and shown is encrypted with ${cluster.exec.kmsKeyId}; Postern and agent need it.`,
        )
      : warning(
          'lineKey',
          'The line between Postern and the agent has no key of yours; TLS alone protects it.',
          'Name a kmsKeyId in the executeCommandConfiguration of the cluster.',
        ),
  ];
}

/** Whether an ARN names a place of the environment. */
function placedIn(arn: string, { region, accountId }: Pick<Examined, 'region' | 'accountId'>): boolean {
  const [, , , itsRegion, itsAccount] = arn.split(':');
  return itsRegion === region && itsAccount === accountId;
}

function ofSessionLog(exec: ClusterFacts['exec'], container: ContainerFacts | null): Finding {
  const act = 'Set logging to OVERRIDE with a log group or a bucket, both encrypted.';
  const logging = exec?.logging ?? 'DEFAULT';
  if (logging === 'NONE')
    return warning('sessionLog', "ECS Exec writes no log of its shells; Postern's recording is the only one.", act);
  if (logging === 'DEFAULT') {
    return container?.logDriver === 'awslogs'
      ? fine('sessionLog', "ECS Exec writes its shells into the container's own log.")
      : warning('sessionLog', 'ECS Exec is to log where the container does, and that is nowhere.', act);
  }
  const { logGroup = null, bucket = null, logGroupEncrypted = false, bucketEncrypted = false } = exec ?? {};
  if (!logGroup && !bucket) return fault('sessionLog', 'ECS Exec is told to log elsewhere, and not where.', act);
  if ((logGroup && !logGroupEncrypted) || (bucket && !bucketEncrypted))
    return warning('sessionLog', 'The log of ECS Exec may be written without encryption.', act);
  return fine('sessionLog', `ECS Exec logs its shells to ${[logGroup, bucket].filter((one) => one).join(' and ')}.`);
}

/** What to say when there is no such task definition. */
export const missingTaskDefinition = ({ taskDefinition, region }: Examined) => ({
  says: `There is no task definition ${taskDefinition} in ${region}.`,
  act: 'Deploy the bastion stack there, or put taskDefinition or region right.',
});

/** The container that is entered, where it was seen. */
export function containerOf({ container }: Examined, seen: EnvironmentFacts['taskDefinition']): ContainerFacts | null {
  return ('value' in seen && seen.value?.containers.find(({ name }) => name === container)) || null;
}

/** What bastions are started from: roles, container and its settings. */
export function ofTaskDefinition(environment: Examined, definition: TaskDefinitionFacts): Finding[] {
  const container = containerOf(environment, { value: definition });
  const wrong = [
    ...(definition.status === 'ACTIVE' ? [] : [`it is ${definition.status}`]),
    ...(definition.networkMode === 'awsvpc' ? [] : ['its network mode is not awsvpc']),
    ...(definition.compatibilities.includes('FARGATE') ? [] : ['it is not for Fargate']),
    ...(placedIn(definition.arn, environment) ? [] : ['it is in another account or region']),
  ];
  return [
    wrong.length === 0
      ? fine('taskDefinition', `Bastions are started from ${definition.arn}.`)
      : fault('taskDefinition', `${definition.arn} cannot be used: ${wrong.join(', ')}.`, 'Register it anew.'),
    ofTaskRoles(environment, definition),
    ...(container ? ofContainer(container) : [missingContainer(environment, definition)]),
  ];
}

function missingContainer({ container }: Examined, { containers }: TaskDefinitionFacts): Finding {
  const names = containers.map(({ name }) => name).join(', ') || 'none';
  return fault('container', `There is no container ${container} in the task; it has ${names}.`, 'Put container right.');
}

function ofTaskRoles({ operatorRoleArn }: Examined, { taskRoleArn, executionRoleArn }: TaskDefinitionFacts): Finding {
  if (!taskRoleArn)
    return fault(
      'taskRoles',
      'The task has no role, so that its agent cannot open the line a shell goes through.',
      'Give it a task role that may open the channels of ssmmessages.',
    );
  if (taskRoleArn === executionRoleArn)
    return fault(
      'taskRoles',
      `${taskRoleArn} starts the task and is also what everybody in the bastion holds.`,
      'Use two roles: what starts a task can read its secrets and images.',
    );
  if (taskRoleArn === operatorRoleArn)
    return fault(
      'taskRoles',
      `Whoever is in the bastion holds ${taskRoleArn}, which opens bastions.`,
      'Give the task a role of its own.',
    );
  return fine('taskRoles', `Whoever is in the bastion holds ${taskRoleArn}.`);
}

function ofContainer(container: ContainerFacts): Finding[] {
  return [
    fine('container', `The container ${container.name} is entered.`),
    container.initProcessEnabled
      ? fine('initProcess', 'An init process reaps what shells leave behind.')
      : warning(
          'initProcess',
          'Without an init process, what shells leave behind stays until the bastion ends.',
          'Set linuxParameters.initProcessEnabled.',
        ),
    container.readonlyRootFilesystem
      ? fault(
          'disk',
          'The disk of the container is read-only, so that the agent ECS puts into it cannot start.',
          'Set readonlyRootFilesystem to false.',
        )
      : fine('disk', 'The agent can write to the disk of the container.'),
    container.logDriver
      ? fine('containerLog', `The container's own output goes to ${container.logDriver}.`)
      : warning('containerLog', "The container's own output goes nowhere.", 'Give it a logConfiguration.'),
  ];
}
