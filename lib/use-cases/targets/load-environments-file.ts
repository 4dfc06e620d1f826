import { environmentsFile } from '../../inputs/environments';
import type { Deps } from '../deps';
import { loadEnvironments } from './load-environments';

/** What is wrong with a file of environments, all of it at once, each fault with its place. */
export class EnvironmentsFileError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The file of environments has faults:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'EnvironmentsFileError';
  }
}

/** Makes environments and targets as a file's text describes them; throws EnvironmentsFileError before anything is changed. */
export async function loadEnvironmentsFile(
  deps: Pick<Deps, 'db' | 'clock' | 'newId'>,
  text: string,
): Promise<{ environments: number; targets: number; removed: number }> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new EnvironmentsFileError([`it is not JSON: ${error instanceof Error ? error.message : String(error)}`]);
  }
  const parsed = environmentsFile.safeParse(json);
  if (!parsed.success) {
    throw new EnvironmentsFileError(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`));
  }
  return loadEnvironments(deps, parsed.data.environments);
}
