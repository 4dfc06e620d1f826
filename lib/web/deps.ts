import 'server-only';
import { type Config, readConfig } from '../config';
import type { Deps } from '../use-cases/deps';
import { buildDeps } from '../wiring';

type Wired = { config: Config; deps: Deps };

// Next loads modules anew at each change in development; the pool must outlive that. Read late, because a build has no configuration.
const kept = globalThis as typeof globalThis & { posternWired?: Wired };

function wired(): Wired {
  if (!kept.posternWired) {
    const config = readConfig(process.env);
    kept.posternWired = { config, deps: buildDeps(config) };
  }
  return kept.posternWired;
}

/** The configuration as Next's side of the process sees it. */
export function webConfig(): Config {
  return wired().config;
}

/** Everything verbs need, built once for Next's side of the process. */
export function webDeps(): Deps {
  return wired().deps;
}
