import { execFile } from 'node:child_process';
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

const document = JSON.stringify({
  schemaVersion: '1.0',
  sessionType: 'InteractiveCommands',
  parameters: { who: { type: 'String', default: 'you' } },
  properties: { linux: { commands: 'echo {{ who }}' } },
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
  { args: 'ssm describe-document --name AWS-StartSSHSession', has: ['Document.Owner', 'Document.Parameters.0.Name'] },
  { args: 'ssm get-document --name Nowhere', has: [], refused: 'InvalidDocument' },
  {
    args: 'ssm create-activation --iam-role node --tags Key=env,Value=prod',
    has: ['ID=ActivationId', 'ActivationCode'],
  },
  { args: 'ssm describe-activations', has: ['ActivationList.0.ExpirationDate', 'ActivationList.0.Tags.0.Key'] },
  { args: 'ssm describe-instance-information', has: ['NODE=InstanceInformationList.0.InstanceId'] },
  { args: 'ssm get-connection-status --target $NODE', has: ['Target', 'Status'] },
  { args: 'ssm resume-session --session-id nobody-0123456789', has: [], refused: 'DoesNotExistException' },
  { args: 'ssm start-session --target i-00000000000000000', has: [], refused: 'TargetNotConnected' },
  { args: 'ssm describe-sessions --state Active', has: ['Sessions'] },
  { args: 'ssm describe-sessions --state History --filters key=Target,value=$NODE', has: ['Sessions'] },
  {
    args: 'ecs run-task --cluster postern --task-definition postern-bastion --launch-type FARGATE --enable-execute-command --network-configuration awsvpcConfiguration={subnets=[subnet-0a1b2c3d]}',
    has: ['TASK=tasks.0.taskArn'],
  },
  { args: 'ecs describe-tasks --cluster postern --tasks $TASK', has: ['tasks.0.containers.0.managedAgents.0.name'] },
  { args: 'ecs stop-task --cluster postern --task $TASK', has: ['task.desiredStatus'] },
  { args: 'ssm delete-activation --activation-id $ID', has: [] },
];

/** Drives a running local AWS with the AWS CLI of this machine and compares the answers' shapes; tells each step, gives how many failed. */
export async function walkWithAwsCli(
  environment: Record<string, string>,
  say: (line: string) => void,
): Promise<number> {
  const kept: Record<string, string> = { DOCUMENT: document };
  let failed = 0;
  for (const step of steps) {
    const fault = await faultOf(step, kept, environment);
    if (fault !== undefined) failed += 1;
    say(`${fault === undefined ? '✓' : '✕'} aws ${step.args}${fault === undefined ? '' : `\n    ${fault}`}`);
  }
  return failed;
}

async function faultOf(step: Step, kept: Record<string, string>, environment: Record<string, string>) {
  const args = step.args.split(' ').map((word) => word.replace(/^\$([A-Z]+)$/, (_, name: string) => kept[name] ?? ''));
  try {
    const env = { ...process.env, ...environment, AWS_PAGER: '', AWS_PROFILE: '' };
    const { stdout } = await run('aws', [...args, '--output', 'json'], { env: withoutEmpty(env) });
    if (step.refused) return `answered where ${step.refused} was expected`;
    const answer: unknown = stdout.trim() === '' ? {} : JSON.parse(stdout);
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
