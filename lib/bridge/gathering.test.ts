import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Gathering } from './gathering';

/** Lets so many steps of other promises go by. */
async function steps(count: number): Promise<void> {
  for (let step = 0; step < count; step += 1) await null;
}

describe('what is named', () => {
  it.each([0, 1, 2, 3, 4, 5, 6])(
    '%i steps after something else is worked at without anything else being named',
    async (gap) => {
      const seen: string[] = [];
      const gathering = new Gathering<string>(
        async (items) => void seen.push(...items),
        () => undefined,
      );
      gathering.add('one');
      await steps(gap);
      gathering.add('other');
      await nextTurn();
      expect(seen).toEqual(['one', 'other']);
    },
  );

  it('while work is under way is worked at together and once', async () => {
    const seen: string[][] = [];
    let release = () => {};
    const gathering = new Gathering<string>(
      (items) => {
        seen.push(items);
        return new Promise<void>((resolve) => {
          release = resolve;
        });
      },
      () => undefined,
    );
    for (const item of ['a', 'b', 'c', 'b']) gathering.add(item);
    expect(seen).toEqual([['a']]);
    release();
    await nextTurn();
    expect(seen).toEqual([['a'], ['b', 'c']]);
  });

  it('while work fails is worked at all the same, and the failure told', async () => {
    const seen: string[] = [];
    const told: unknown[] = [];
    const gathering = new Gathering<string>(
      async (items) => {
        seen.push(...items);
        if (items.includes('bad')) throw new Error('no');
      },
      (error) => told.push(error),
    );
    gathering.add('bad');
    gathering.add('good');
    await nextTurn();
    expect(seen).toEqual(['bad', 'good']);
    expect(told).toEqual([new Error('no')]);
  });
});
