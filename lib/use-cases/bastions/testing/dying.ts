import type { Deps } from '../../deps';

/** What a process that was killed would never have thrown. */
export class Killed extends Error {}

/**
 * The same deps in a process that is killed at the `point`-th place where it touches the world: before or after each call of
 * the cloud, of the queue and of a transaction.
 */
export function dyingAt(deps: Deps, point: number): Deps {
  let passed = 0;
  const pass = () => {
    passed += 1;
    if (passed >= point) throw new Killed(`killed at point ${point}`);
  };
  const around =
    <Arguments extends unknown[], Value>(call: (...args: Arguments) => Promise<Value>) =>
    async (...args: Arguments) => {
      pass();
      const value = await call(...args);
      pass();
      return value;
    };
  const prisma = new Proxy(deps.db.prisma, {
    get: (client, name) => {
      const member = Reflect.get(client, name);
      return name === '$transaction' ? around(member.bind(client)) : member;
    },
  });
  return {
    ...deps,
    db: { ...deps.db, prisma },
    bastions: {
      run: around(deps.bastions.run),
      describe: around(deps.bastions.describe),
      list: around(deps.bastions.list),
      stop: around(deps.bastions.stop),
    },
    jobs: { launchBastion: around(deps.jobs.launchBastion), stopBastion: around(deps.jobs.stopBastion) },
  };
}

/** Runs a verb in processes that are killed one place later each time, until one lives through it; answers how many died. */
export async function killAtEveryPoint(deps: Deps, run: (deps: Deps) => Promise<unknown>): Promise<number> {
  for (let point = 1; ; point += 1) {
    try {
      await run(dyingAt(deps, point));
      return point - 1;
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
  }
}
