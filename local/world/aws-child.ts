// The program of the local AWS's own process: a crash or a busy loop in a shell's agent must not touch the starter.
import { startLocalAws } from '../aws/start';

const { port, dataFolder } = JSON.parse(process.argv[2] ?? '{}') as { port: number; dataFolder: string };

const aws = await startLocalAws({ port, dataFolder, log: (line: string) => console.error(line) });
process.once('SIGTERM', () => void aws.close().then(() => process.exit(0)));
console.log(JSON.stringify({ endpoint: aws.endpoint, environment: aws.environment }));
