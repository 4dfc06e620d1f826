import { readPolicyFolder } from '../../policy/read-folder';
import type { Deps } from '../deps';
import { loadDefaultPolicies } from './load-default';

/** Where the policies lie that Postern comes with, from the folder it is started in. */
const OWN_FOLDER = 'lib/policy/default';

/** Loads the first version of the policies from a folder, when there is none yet; throws when they have faults. */
export function loadPolicyFolder(
  deps: Pick<Deps, 'db' | 'clock'>,
  folder: string = OWN_FOLDER,
): Promise<{ loaded: boolean }> {
  return loadDefaultPolicies(deps, () => readPolicyFolder(folder));
}
