import type { CloudError } from '../cloud-error';
import type {
  ClusterFacts,
  ContainerFacts,
  EnvironmentFacts,
  Examined,
  Seen,
  SessionDocumentFacts,
  TaskDefinitionFacts,
} from './environment-facts';
import { ENVIRONMENT_NEEDS } from './environment-needs';

export type Check =
  | 'identity'
  | 'account'
  | 'clock'
  | 'places'
  | 'cluster'
  | 'sessionLog'
  | 'lineKey'
  | 'taskDefinition'
  | 'taskRoles'
  | 'container'
  | 'initProcess'
  | 'disk'
  | 'containerLog'
  | 'operator'
  | 'document';

/** What one check came to: a sentence, and what to do about it unless all is well. */
export type Finding = { check: Check } & (
  | { state: 'ok'; says: string; act: null }
  | { state: 'warning' | 'fault'; says: string; act: string }
);

/** AWS refuses signatures that are further off. */
const SKEW_FAULT_MS = 5 * 60_000;
const SKEW_WARNING_MS = 60_000;
/** Longest idle time a session document takes, in minutes. */
const MOST_IDLE_MINUTES = 60;

/** Compares what AWS says with what the environment needs; findings in the order of a launch. */
export function examineEnvironment(environment: Examined, facts: EnvironmentFacts): Finding[] {
  return [
    ...ofCaller(environment, facts.caller),
    ofPlaces(environment),
    ...read('cluster', 'ecs:DescribeClusters', facts.cluster, missingCluster(environment), (cluster) =>
      ofCluster(environment, cluster, containerOf(environment, facts.taskDefinition)),
    ),
    ...read(
      'taskDefinition',
      'ecs:DescribeTaskDefinition',
      facts.taskDefinition,
      missingTaskDefinition(environment),
      (definition) => ofTaskDefinition(environment, definition),
    ),
    ...ofOperator(environment, facts.operator),
    ...(facts.document === null
      ? []
      : read('document', 'ssm:GetDocument', facts.document, MISSING_DOCUMENT, (document) => [ofDocument(document)])),
  ];
}

const fine = (check: Check, says: string): Finding => ({ check, state: 'ok', says, act: null });
const warning = (check: Check, says: string, act: string): Finding => ({ check, state: 'warning', says, act });
const fault = (check: Check, says: string, act: string): Finding => ({ check, state: 'fault', says, act });

/** The findings of what was read, or the one finding that it is not there or could not be read. */
function read<Value>(
  check: Check,
  call: string,
  seen: Seen<Value>,
  missing: { says: string; act: string },
  examine: (value: Value) => Finding[],
): Finding[] {
  if ('error' in seen) return [unread(check, call, seen.error)];
  return seen.value === null ? [fault(check, missing.says, missing.act)] : examine(seen.value);
}

const UNREAD: Record<CloudError['kind'], { says: (call: string) => string; act: string }> = {
  denied: {
    says: (call) => `AWS refused ${call}`,
    act: 'Give Postern credentials of this account whose role has that right (infra/README.md, Roles).',
  },
  throttled: {
    says: (call) => `AWS was too busy to answer ${call}`,
    act: 'Run this again in a minute; it says nothing about the environment.',
  },
  unreachable: {
    says: (call) => `AWS was not reached for ${call}`,
    act: 'Look at the way from here to the service: its endpoint, the groups, the proxy.',
  },
  notFound: { says: (call) => `${call} found nothing`, act: 'Put the name in the environment right.' },
  notReady: { says: (call) => `${call} was not ready`, act: 'Run this again in a minute.' },
  rejected: {
    says: (call) => `AWS did not take what ${call} was asked`,
    act: 'Put the name in the environment right.',
  },
  unknown: { says: (call) => `${call} failed`, act: 'Run this again; report the code if it stays.' },
};

function unread(check: Check, call: string, error: CloudError): Finding {
  const { says, act } = UNREAD[error.kind];
  return fault(check, `${says(call)} (${error.code}).`, act);
}

function ofCaller({ accountId }: Examined, seen: EnvironmentFacts['caller']): Finding[] {
  const nobody = { says: 'AWS does not say who Postern is.', act: 'Give Postern credentials of the account.' };
  return read('identity', 'sts:GetCallerIdentity', seen, nobody, (caller) => [
    fine('identity', `Postern speaks to AWS as ${caller.arn}.`),
    caller.accountId === accountId
      ? fine('account', `That is in account ${accountId}, as the environment says.`)
      : fault(
          'account',
          `The environment is in account ${accountId}, the credentials are of ${caller.accountId}.`,
          "Give Postern credentials of the environment's account, or put accountId right.",
        ),
    ofClock(caller.clockAheadMs),
  ]);
}

function ofClock(aheadMs: number | null): Finding {
  if (aheadMs === null)
    return warning('clock', 'The answer of AWS carried no date.', "Compare this machine's clock by hand.");
  const off = Math.abs(aheadMs);
  const seconds = Math.round(off / 1000);
  const says = `This machine's clock is ${seconds} s ${aheadMs < 0 ? 'behind' : 'ahead of'} AWS.`;
  const act = 'Set the clock by a time service; AWS refuses what is signed more than five minutes off.';
  if (off > SKEW_FAULT_MS) return fault('clock', says, act);
  return off > SKEW_WARNING_MS ? warning('clock', says, act) : fine('clock', says);
}

function ofPlaces({ subnets, securityGroups, assignPublicIp }: Examined): Finding {
  const wrong = [
    ...(subnets.length > 0 && subnets.every((one) => ENVIRONMENT_NEEDS.subnets.pattern.test(one)) ? [] : ['subnets']),
    ...(securityGroups.length > 0 && securityGroups.every((one) => ENVIRONMENT_NEEDS.securityGroups.pattern.test(one))
      ? []
      : ['securityGroups']),
  ];
  if (wrong.length > 0)
    return fault('places', `The environment does not name its ${wrong.join(' and ')}.`, 'Name them by id.');
  if (assignPublicIp)
    return warning(
      'places',
      'Bastions get public addresses.',
      'Use private subnets with endpoints, and set assignPublicIp to false.',
    );
  return fine('places', `Bastions are placed in ${subnets.join(', ')} with ${securityGroups.join(', ')}.`);
}

const missingCluster = ({ cluster, region }: Examined) => ({
  says: `There is no cluster ${cluster} in ${region}.`,
  act: 'Deploy the bastion stack there, or put cluster or region right.',
});

function ofCluster(
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

const missingTaskDefinition = ({ taskDefinition, region }: Examined) => ({
  says: `There is no task definition ${taskDefinition} in ${region}.`,
  act: 'Deploy the bastion stack there, or put taskDefinition or region right.',
});

function containerOf({ container }: Examined, seen: EnvironmentFacts['taskDefinition']): ContainerFacts | null {
  return ('value' in seen && seen.value?.containers.find(({ name }) => name === container)) || null;
}

function ofTaskDefinition(environment: Examined, definition: TaskDefinitionFacts): Finding[] {
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

function ofOperator({ operatorRoleArn, accountId }: Examined, seen: EnvironmentFacts['operator']): Finding[] {
  if (operatorRoleArn === null || seen === null)
    return [
      warning(
        'operator',
        "Shells are opened with Postern's own credentials, so that CloudTrail does not name the person.",
        'Name an operatorRoleArn.',
      ),
    ];
  if (operatorRoleArn.split(':')[4] !== accountId)
    return [fault('operator', `${operatorRoleArn} is not of account ${accountId}.`, 'Put operatorRoleArn right.')];
  if ('error' in seen && seen.error.kind === 'denied')
    return [
      fault(
        'operator',
        `Postern may not take on ${operatorRoleArn} for a person (${seen.error.code}).`,
        'Run this as the bridge. Then look at the trust of the role: sts:AssumeRole, SetSourceIdentity and TagSession.',
      ),
    ];
  const nobody = { says: 'The role was taken on by nobody.', act: 'Run this again.' };
  return read('operator', 'sts:AssumeRole', seen, nobody, (assumed) => [
    fine('operator', `Shells are opened as a person, such as ${assumed}.`),
  ]);
}

const MISSING_DOCUMENT = {
  says: 'There is no such session document.',
  act: 'Deploy the session stack, or name it right.',
};

function ofDocument(document: SessionDocumentFacts): Finding {
  if (document.sessionType !== 'Standard_Stream')
    return fault(
      'document',
      `${document.name} is not for shells: its type is ${document.sessionType ?? 'missing'}.`,
      'Name a document of the type Standard_Stream.',
    );
  const lacks = [
    ...(document.kmsKeyId ? [] : ['no key for the line']),
    ...(document.logGroup || document.bucket ? [] : ['no log']),
    ...(document.runAsEnabled ? [] : ['no account to run as']),
    ...(document.idleMinutes && document.idleMinutes <= MOST_IDLE_MINUTES ? [] : ['no idle time']),
  ];
  if (lacks.length === 0) return fine('document', `Shells on nodes follow ${document.name}.`);
  return warning('document', `${document.name} has ${lacks.join(', ')}.`, 'Deploy the session stack again.');
}
