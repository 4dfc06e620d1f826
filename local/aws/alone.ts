// `npm run local-aws`: the local AWS by itself, for a person to point any AWS client at; `-- --try-cli` walks it with the AWS CLI instead.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { walkWithAwsCli } from './aws-cli-walk';
import { startLocalAws } from './start';

const { values } = parseArgs({
  options: {
    'data-folder': { type: 'string', default: '.postern/aws-alone' },
    port: { type: 'string', default: '4599' },
    region: { type: 'string', default: 'eu-west-1' },
    regions: { type: 'string', default: 'ap-northeast-1,us-east-1' },
    'try-cli': { type: 'boolean', default: false },
    'tls-cert': { type: 'string' },
    'tls-key': { type: 'string' },
    'tls-port': { type: 'string', default: '0' },
  },
});
const cert = values['tls-cert'];
const key = values['tls-key'];
if ((cert === undefined) !== (key === undefined)) throw new Error('--tls-cert and --tls-key go together');

const keyId = '5e5510e5-0000-4000-8000-000000000001';
const nodeId = 'i-0a1b2c3d4e5f60718';
const aws = await startLocalAws({
  port: portOf('port', values.port),
  dataFolder: values['data-folder'],
  region: values.region,
  regions: values.regions.split(','),
  keys: [keyId],
  nodes: [
    { id: nodeId, computerName: 'orders-1', ipAddress: '10.0.2.11', tags: { Name: 'orders-1', env: 'production' } },
    {
      id: 'i-0a1b2c3d4e5f60719',
      computerName: 'batch-3',
      ipAddress: '10.0.2.23',
      tags: { Name: 'batch-3', env: 'staging' },
    },
  ],
  ...(cert && key
    ? {
        tls: {
          cert: readFileSync(cert, 'utf8'),
          key: readFileSync(key, 'utf8'),
          port: portOf('tls-port', values['tls-port']),
        },
      }
    : {}),
  log: (line) => process.stderr.write(`${line}\n`),
}).catch(sayPortInUse);

// Version 1 of the AWS CLI knows the region by its older name only.
const environment = { ...aws.environment, AWS_DEFAULT_REGION: values.region };
const settings = Object.entries(environment).map(([name, value]) =>
  value === '' ? `  unset ${name}` : `  export ${name}='${value}'`,
);
if (values['try-cli']) {
  const failed = await walkWithAwsCli(environment, (line) => process.stdout.write(`${line}\n`));
  await aws.close();
  process.exit(failed === 0 ? 0 : 1);
}

process.stdout.write(`
The local AWS listens at ${aws.endpoint}${aws.secureEndpoint ? ` and ${aws.secureEndpoint}` : ''} (account 111122223333, regions ${values.region},${values.regions}).

Point a client at it:
${settings.join('\n')}
  unset AWS_PROFILE
An AWS CLI older than 2.13 or 1.29 does not read AWS_ENDPOINT_URL: give it --endpoint-url ${aws.endpoint} with each command.

Then, for instance:
  aws ssm describe-instance-information
  aws ssm start-session --target ${nodeId}
  aws ssm start-session --target ${nodeId} --document-name AWS-StartPortForwardingSession --parameters portNumber=22,localPortNumber=0
  aws kms describe-key --key-id ${keyId}
  aws ecs run-task --cluster postern --task-definition postern-bastion --launch-type FARGATE --enable-execute-command \\
    --network-configuration 'awsvpcConfiguration={subnets=[subnet-0a1b2c3d]}'
  aws ecs execute-command --cluster postern --task TASK --container bastion --interactive --command bash

What goes wrong, and what has happened:
  curl ${aws.endpoint}/_local/state
  curl -d '{"operations":{"ssm:StartSession":{"error":{"code":"ThrottlingException"},"times":2}}}' ${aws.endpoint}/_local/faults

Ctrl-C ends it, and every shell with it.
`);

let stopping = false;
const stop = () => {
  if (stopping) return;
  stopping = true;
  void aws.close().then(() => process.exit(0));
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);

/** The one failed start that is nobody's fault, in a line instead of a stack. */
function sayPortInUse(error: unknown): never {
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code !== 'EADDRINUSE') throw error;
  const option = cert && String(port) === values['tls-port'] ? '--tls-port' : '--port';
  process.stderr.write(`Port ${port} is in use. Choose another one with ${option}.\n`);
  process.exit(1);
}

function portOf(name: string, text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--${name} must be a number from 0 to 65535`);
  return port;
}
