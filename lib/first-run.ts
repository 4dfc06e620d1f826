import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { type Config, ConfigError } from './config';
import { type EnvironmentsFile, environmentsFile } from './inputs/environments';
import { readPolicyFolder } from './policy/read-folder';
import type { Deps } from './use-cases/deps';
import { loadDefaultPolicies } from './use-cases/policies/load-default';
import { loadEnvironments } from './use-cases/targets/load-environments';

/**
 * Brings the rows to what the configuration describes: environments and targets at every start, policies when there are none yet.
 * Throws ConfigError with every fault of the environments file, PolicyError with every fault of the policies.
 */
export async function loadDescribed(
  deps: Pick<Deps, 'db' | 'clock' | 'newId' | 'log'>,
  config: Pick<Config, 'POSTERN_ENVIRONMENTS' | 'POSTERN_POLICIES'>,
): Promise<void> {
  const file = config.POSTERN_ENVIRONMENTS ? await readEnvironments(config.POSTERN_ENVIRONMENTS) : null;
  const folder = config.POSTERN_POLICIES ?? join(process.cwd(), 'lib', 'policy', 'default');
  const policies = await loadDefaultPolicies(deps, () => readPolicyFolder(folder));
  if (policies.loaded) deps.log.info({ folder }, 'policies loaded');
  if (file) deps.log.info(await loadEnvironments(deps, file.environments), 'environments loaded');
}

/** Reads and checks the file that POSTERN_ENVIRONMENTS names; throws ConfigError with all of its faults. */
export async function readEnvironments(path: string): Promise<EnvironmentsFile> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError([`POSTERN_ENVIRONMENTS names ${path}, which cannot be read (${error.code})`]);
  });
  const parsed = environmentsFile.safeParse(jsonOf(text, path));
  if (parsed.success) return parsed.data;
  throw new ConfigError(parsed.error.issues.flatMap((issue) => sentences(issue, path)));
}

function jsonOf(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ConfigError([
      `POSTERN_ENVIRONMENTS: ${path} is not JSON (${error instanceof Error ? error.message : ''})`,
    ]);
  }
}

/** "environments[0].targets[2].name must be …", one line for each fault. */
function sentences(issue: z.core.$ZodIssue, path: string): string[] {
  const place = issue.path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `${path}: ${place ? `${place}.` : ''}${key} is not known`);
  return [`${path}: ${place || 'the file'} ${issue.message}`];
}
