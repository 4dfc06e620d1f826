import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { ContextError, readContext } from '../context/read-context';
import { describeInstallation } from '../installation';

/** What the CDK command runs: `cdk deploy --all -c file=contexts/tokyo.json`. */
function main(): void {
  // Only to learn what the command was given; told not to, it would write an assembly of its own over the real one.
  const file: unknown = new App({ autoSynth: false }).node.tryGetContext('file') ?? process.argv[2];
  if (typeof file !== 'string')
    throw new ContextError('cdk', ['file is missing: name a context file with -c file=contexts/tokyo.json.']);
  describeInstallation(readContext(textOf(file), file)).synth();
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ContextError(file, [`file cannot be read: ${error instanceof Error ? error.message : String(error)}.`]);
  }
}

try {
  main();
} catch (error) {
  console.error(error instanceof ContextError ? error.message : error);
  process.exit(1);
}
