import type { Principal } from './principals';
import type { Ground, World } from './world';

/** One world for each account in each region, made when it is first looked at. */
export class Worlds {
  readonly ground: Ground;
  readonly #regions: ReadonlySet<string>;
  readonly #worlds = new Map<string, World>();

  constructor(ground: Ground, regions: string[]) {
    this.ground = ground;
    this.#regions = new Set(regions);
  }

  /** Whether this AWS answers for a region at all. */
  hasRegion(region: string): boolean {
    return this.#regions.has(region);
  }

  /** Every region that is answered for, the first one being home. */
  get regions(): string[] {
    return [...this.#regions];
  }

  of(accountId: string, region: string): World {
    const name = `${accountId}/${region}`;
    const known = this.#worlds.get(name);
    if (known) return known;
    const world: World = {
      ...this.ground,
      region,
      accountId,
      clusters: new Map(),
      taskDefinitions: [],
      tasks: new Map(),
      runTaskTokens: new Map(),
      sessions: new Map(),
      keys: new Map(),
      documents: new Map(),
      activations: new Map(),
      nodes: new Map(),
    };
    this.#worlds.set(name, world);
    return world;
  }

  /** The world a caller's request is about: the account is in the caller's ARN, the region in the signature's scope. */
  ofCaller(principal: Principal, region: string): World {
    return this.of(principal.arn.split(':')[4] ?? '', region);
  }

  all(): World[] {
    return [...this.#worlds.values()];
  }
}
