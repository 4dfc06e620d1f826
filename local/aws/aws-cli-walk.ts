import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { isObject } from './wire/input';

const run = promisify(execFile);

interface Step {
  /** With `$NAME` where an earlier step has kept something. */
  args: string;
  /** Paths that must be in the answer, e.g. `Sessions.0.SessionId`; `NAME=path` keeps what is there. */
  has: string[];
  /** The code of the refusal that is expected instead of an answer. */
  refused?: string;
}

/** Stands in for session-manager-plugin: says what the CLI has handed to it, in either way. */
const plugin = `#!/bin/sh
[ "$1" = --version ] && echo 1.2.677.0 && exit
[ "$#" = 0 ] || printf '%s' "\${AWS_SSM_START_SESSION_RESPONSE:-$1}"
`;

const document = (commands: string) =>
  JSON.stringify({
    schemaVersion: '1.0',
    sessionType: 'InteractiveCommands',
    parameters: { who: { type: 'String', default: 'you' } },
    properties: { linux: { commands } },
  });

const steps: Step[] = [
  { args: 'sts get-caller-identity', has: ['Account', 'Arn'] },
  { args: 'kms create-key', has: ['KEY=KeyMetadata.Arn', 'KeyMetadata.KeyState'] },
  { args: 'kms describe-key --key-id $KEY', has: ['KeyMetadata.KeyId', 'KeyMetadata.CreationDate'] },
  {
    args: 'kms generate-data-key --key-id $KEY --number-of-bytes 64 --encryption-context a=b',
    has: ['CiphertextBlob', 'Plaintext', 'KeyId'],
  },
  {
    args: 'ssm create-document --name Greet --document-type Session --content $DOCUMENT',
    has: ['DocumentDescription.Hash'],
  },
  { args: 'ssm get-document --name Greet', has: ['Content', 'DocumentVersion'] },
  {
    args: 'ssm update-document --name Greet --content $CHANGED --document-version $LATEST',
    has: ['DocumentDescription'],
  },
  { args: 'ssm update-document --name Greet --content $CHANGED', has: [], refused: 'DuplicateDocumentContent' },
  {
    args: 'ssm add-tags-to-resource --resource-type Document --resource-id Greet --tags Key=team,Value=orders',
    has: [],
  },
  { args: 'ssm list-tags-for-resource --resource-type Document --resource-id Greet', has: ['TagList.0.Key'] },
  { args: 'ssm describe-document --name AWS-StartSSHSession', has: ['Document.Owner', 'Document.Parameters.0.Name'] },
  { args: 'ssm get-document --name Nowhere', has: [], refused: 'InvalidDocument' },
  {
    args: 'ssm create-activation --iam-role node --tags Key=env,Value=prod',
    has: ['ID=ActivationId', 'ActivationCode'],
  },
  { args: 'ssm describe-activations', has: ['ActivationList.0.ExpirationDate', 'ActivationList.0.Tags.0.Key'] },
  { args: 'ssm describe-activations --page-size 1 --max-items 1', has: ['ActivationList.0.ActivationId'] },
  { args: 'ssm describe-instance-information', has: ['NODE=InstanceInformationList.0.InstanceId'] },
  {
    args: 'ssm describe-instance-information --filters Key=PingStatus,Values=Online --page-size 5',
    has: ['InstanceInformationList.0.InstanceId'],
  },
  {
    args: 'ssm describe-instance-information --instance-information-filter-list key=InstanceIds,valueSet=$NODE',
    has: ['InstanceInformationList.0.PingStatus'],
  },
  {
    args: 'ssm describe-instance-information --filters Key=Colour,Values=red',
    has: [],
    refused: 'InvalidFilterKey',
  },
  {
    args: 'ssm deregister-managed-instance --instance-id mi-00000000000000000',
    has: [],
    refused: 'InvalidInstanceId',
  },
  {
    args: 'ssm get-service-setting --setting-id /ssm/managed-instance/activation-tier',
    has: ['ServiceSetting.SettingValue'],
  },
  {
    args: 'resourcegroupstaggingapi get-resources --resource-type-filters ec2:instance',
    has: ['ResourceTagMappingList.0.ResourceARN'],
  },
  { args: 'ssm get-connection-status --target $NODE', has: ['Target', 'Status'] },
  { args: 'ssm resume-session --session-id nobody-0123456789', has: [], refused: 'DoesNotExistException' },
  { args: 'ssm start-session --target i-00000000000000000', has: [], refused: 'TargetNotConnected' },
  {
    args: 'ssm start-session --target $NODE --reason INC-204',
    has: ['SESSION=SessionId', 'StreamUrl', 'TokenValue'],
  },
  { args: 'ssm describe-sessions --state Active', has: ['Sessions.0.StartDate'] },
  { args: 'ssm resume-session --session-id $SESSION', has: ['TokenValue', 'StreamUrl'] },
  { args: 'ssm terminate-session --session-id $SESSION', has: ['SessionId'] },
  { args: 'ssm describe-sessions --state History --filters key=Target,value=$NODE', has: ['Sessions.0.EndDate'] },
  {
    args: 'ecs run-task --cluster postern --task-definition postern-bastion --launch-type FARGATE --enable-execute-command --network-configuration awsvpcConfiguration={subnets=[subnet-0a1b2c3d]}',
    has: ['TASK=tasks.0.taskArn'],
  },
  { args: 'ecs describe-tasks --cluster postern --tasks $TASK', has: ['tasks.0.containers.0.managedAgents.0.name'] },
  { args: 'ecs wait tasks-running --cluster postern --tasks $TASK', has: [] },
  {
    args: 'ecs execute-command --cluster postern --task $TASK --container bastion --interactive --command bash',
    has: ['sessionId', 'streamUrl', 'tokenValue'],
  },
  { args: 'ecs stop-task --cluster postern --task $TASK', has: ['task.desiredStatus'] },
  { args: 'ssm delete-activation --activation-id $ID', has: [] },
];

/** Drives a running local AWS with the AWS CLI of this machine and compares the answers' shapes; tells each step, gives how many failed. */
export async function walkWithAwsCli(
  environment: Record<string, string>,
  say: (line: string) => void,
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'aws-cli-walk-'));
  writeFileSync(join(folder, 'session-manager-plugin'), plugin);
  chmodSync(join(folder, 'session-manager-plugin'), 0o700);
  const PATH = `${folder}${delimiter}${environment.PATH ?? process.env.PATH}`;
  const env = withoutEmpty({ ...process.env, ...environment, PATH, AWS_PAGER: '', AWS_PROFILE: '' });
  try {
    return await walk(env, say);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function walk(env: NodeJS.ProcessEnv, say: (line: string) => void): Promise<number> {
  try {
    await run('aws', ['--version'], { env });
  } catch {
    say('✕ there is no AWS CLI on this machine');
    return 1;
  }
  const kept: Record<string, string> = {
    DOCUMENT: document('echo {{ who }}'),
    CHANGED: document('echo it is {{ who }}'),
  };
  let failed = 0;
  for (const step of steps) {
    const fault = await faultOf(step, kept, env);
    if (fault !== undefined) failed += 1;
    say(`${fault === undefined ? '✓' : '✕'} aws ${step.args}${fault === undefined ? '' : `\n    ${fault}`}`);
  }
  return failed;
}

async function faultOf(step: Step, kept: Record<string, string>, env: NodeJS.ProcessEnv) {
  const args = step.args.split(' ').map((word) => word.replace(/\$([A-Z]+)/, (all, name: string) => kept[name] ?? all));
  // Before 2.13 and 1.29 the CLI did not read AWS_ENDPOINT_URL, and went out to the real services instead.
  const endpoint = ['--endpoint-url', env.AWS_ENDPOINT_URL ?? ''];
  try {
    const { stdout } = await run('aws', [...endpoint, ...args, '--output', 'json'], { env });
    if (step.refused) return `answered where ${step.refused} was expected`;
    // The CLI has a word of its own to say before the plugin's.
    const json = stdout.slice(Math.max(0, stdout.search(/^\{/m)));
    const answer: unknown = json.trim() === '' ? {} : JSON.parse(json);
    for (const wanted of step.has) {
      const [name, path] = wanted.includes('=') ? wanted.split('=') : ['', wanted];
      const value = at(answer, path ?? '');
      if (value === undefined) return `has no ${path}`;
      if (name) kept[name] = String(value);
    }
  } catch (error) {
    const said = String(isObject(error) && 'stderr' in error ? error.stderr : error).trim();
    if (!step.refused || !said.includes(`(${step.refused})`)) return said;
  }
  return undefined;
}

/** An empty variable is not the same as none to every version of the CLI. */
function withoutEmpty(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== '')) as NodeJS.ProcessEnv;
}

function at(answer: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => {
    if (Array.isArray(value)) return value[Number(name)];
    return isObject(value) ? value[name] : undefined;
  }, answer);
}
