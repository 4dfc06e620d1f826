import type { Environment } from './environment';
import type { Target } from './target';
import type { EnvironmentView } from './view';

/** A target where it is. */
export type PlacedTarget = { target: Target; environment: Environment };

/** What a screen is given of an environment. */
export function viewOfEnvironment(environment: Environment): EnvironmentView {
  const { id, name, kind, region, accountId } = environment;
  return { id, name, kind, region, accountId };
}
