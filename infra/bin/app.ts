import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { ContextError, readContext } from '../context/read-context';
import { describeInstallation } from '../installation';

/** What the CDK command runs: `cdk deploy --all -c file=contexts/tokyo.json`. */
function main(): void {
  const file: unknown = new App().node.tryGetContext('file') ?? process.argv[2];
  if (typeof file !== 'string')
    throw new ContextError('cdk', ['file is missing: name a context file with -c file=contexts/tokyo.json.']);
  describeInstallation(readContext(readFileSync(file, 'utf8'), file)).synth();
}

try {
  main();
} catch (error) {
  console.error(error instanceof ContextError ? error.message : error);
  process.exit(1);
}
