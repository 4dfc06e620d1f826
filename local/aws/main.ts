import { parseArgs } from 'node:util';
import { livelyTimings, type Timings } from './settings';
import { startLocalAws } from './start';

const { values } = parseArgs({
  options: {
    'data-folder': { type: 'string' },
    port: { type: 'string', default: '0' },
    region: { type: 'string' },
    account: { type: 'string' },
    timings: { type: 'string', default: '{}' },
    plain: { type: 'boolean', default: false },
  },
});
const dataFolder = values['data-folder'];
if (!dataFolder) throw new Error('--data-folder is required: the folder for tasks and the access key');
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('--port must be a number from 0 to 65535');

const aws = await startLocalAws({
  port,
  dataFolder,
  timings: parseTimings(values.timings),
  isolate: !values.plain,
  ...(values.region ? { region: values.region } : {}),
  ...(values.account ? { accountId: values.account } : {}),
  // Standard output carries the one line that a starter reads.
  log: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(`${JSON.stringify({ endpoint: aws.endpoint, environment: aws.environment })}\n`);

let stopping = false;
const stop = () => {
  if (stopping) return;
  stopping = true;
  void aws.close().then(() => process.exit(0));
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);

/** Reads `--timings {"provisioningMs":0,…}`; throws naming what does not fit. */
function parseTimings(text: string): Partial<Timings> {
  const given: unknown = JSON.parse(text);
  if (typeof given !== 'object' || given === null) throw new Error('--timings must be a JSON object');
  for (const [name, value] of Object.entries(given)) {
    const known = Object.entries(livelyTimings).find(([key]) => key === name);
    if (!known) throw new Error(`--timings: unknown name ${name}`);
    if (typeof value !== typeof known[1]) throw new Error(`--timings: ${name} must be a ${typeof known[1]}`);
  }
  return given;
}
