import type { Database } from '../../db/client';
import { currentPolicyVersion, findPolicyFiles } from '../../db/policies';
import { brokenPolicies, type PolicySet, readPolicies } from '../../policy/read-policies';
import type { Deps } from '../deps';

// Parsing costs milliseconds and a decision microseconds, so each process keeps the version it last saw of each database.
const parsed = new WeakMap<Database, { version: number | null; policies: PolicySet }>();

/** The policies in force: the highest version. What cannot be used is answered with a set that denies everything but repair. */
export async function currentPolicies(deps: Pick<Deps, 'db' | 'log'>): Promise<PolicySet> {
  const version = await currentPolicyVersion(deps.db.prisma);
  const kept = parsed.get(deps.db);
  if (kept && kept.version === version) return kept.policies;
  const policies = await readVersion(deps, version);
  if (policies.broken) deps.log.error({ version, fault: policies.broken.message }, 'the policies cannot be used');
  parsed.set(deps.db, { version, policies });
  return policies;
}

async function readVersion(deps: Pick<Deps, 'db'>, version: number | null): Promise<PolicySet> {
  if (version === null) return brokenPolicies(new Error('no policies were loaded yet'));
  const files = await findPolicyFiles(deps.db.prisma, version);
  if (!files) return brokenPolicies(new Error(`version ${version} is not a list of files`));
  try {
    return readPolicies(version, files);
  } catch (error) {
    return brokenPolicies(error instanceof Error ? error : new Error(String(error)));
  }
}
