import type { EnvironmentFacts, Examined, SessionDocumentFacts } from './environment-facts';
import { ENVIRONMENT_NEEDS } from './environment-needs';
import { containerOf, missingCluster, missingTaskDefinition, ofCluster, ofTaskDefinition } from './examine-task';
import { type Finding, fault, fine, read, warning } from './finding';
import { SHELL_DOCUMENT } from './target';

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
    ...facts.documents.flatMap(({ name, seen }) =>
      name === SHELL_DOCUMENT && 'value' in seen && seen.value === null
        ? [NO_PREFERENCES]
        : read('document', 'ssm:GetDocument', seen, missingDocument(name), (document) => [ofDocument(document)]),
    ),
  ];
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

/** The account's preferences are there only once somebody saved them; shells go without until then. */
const NO_PREFERENCES = warning(
  'document',
  'The account has no preferences of Session Manager: shells on machines have no log and no key of yours there.',
  'Save the preferences once, with a log and a key, or name another document.',
);

const missingDocument = (name: string) => ({
  says: `There is no session document ${name}.`,
  act: 'Make it, or put its name right.',
});

function ofDocument(document: SessionDocumentFacts): Finding {
  if (document.sessionType === null || document.sessionType === 'Port')
    return fault(
      'document',
      `${document.name} is not for shells: its type is ${document.sessionType ?? 'missing'}.`,
      'Name a document for shells or commands.',
    );
  // Documents for commands, and Amazon's own, leave all of this to the account's preferences.
  const lacks =
    document.sessionType === 'Standard_Stream'
      ? [
          ...(document.kmsKeyId ? [] : ['no key for the line']),
          ...(document.logGroup || document.bucket ? [] : ['no log']),
          ...(document.idleMinutes && document.idleMinutes <= MOST_IDLE_MINUTES ? [] : ['no idle time']),
        ]
      : [];
  if (lacks.length === 0) return fine('document', `Machines are entered by ${document.name}.`);
  return warning('document', `${document.name} has ${lacks.join(', ')}.`, 'Say it in the inputs of the document.');
}
