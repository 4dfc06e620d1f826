// The program of the local AWS's own process: a crash or a busy loop in a shell's agent must not touch the starter.
import { type LocalAwsOptions, startLocalAws } from '../aws/start';

const options = JSON.parse(process.argv[2] ?? '{}') as LocalAwsOptions;

const aws = await startLocalAws({ ...options, log: (line) => console.error(line) });
process.once('SIGTERM', () => void aws.close().then(() => process.exit(0)));
console.log(JSON.stringify({ endpoint: aws.endpoint, environment: aws.environment }));
