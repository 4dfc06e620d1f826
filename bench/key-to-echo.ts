import { setTimeout as pause } from 'node:timers/promises';
import { type Measurement, percentile } from './measurement';
import { Stage } from './stage';

const KEYS = 400;
/** The pace of the keys, which no event gives: back to back they would measure a load and not a key. */
const BETWEEN_MS = 4;

/** From a key to its echo on the page: what the bridge adds to a bare relay on the same machine at the same time. */
export const keyToEcho: Measurement = async (world, log) => {
  log('key to echo');
  const stages = [await Stage.portal(world), await Stage.bare()] as const;
  for (const stage of stages) {
    await stage.open(1);
    for (let n = 0; n < 50; n += 1) await echo(stage);
  }
  const [portal, bare] = [[], []] as [number[], number[]];
  for (let n = 0; n < KEYS; n += 1) {
    portal.push(await echo(stages[0]));
    bare.push(await echo(stages[1]));
    await pause(BETWEEN_MS);
  }
  for (const stage of stages) await stage.close();
  return [0.5, 0.99].map((share) => {
    const [through, without] = [percentile(portal, share), percentile(bare, share)];
    return {
      what: `key to echo, added by the bridge, p${share * 100}`,
      value: `${(through - without).toFixed(2)} ms`,
      aim: 'small',
      isMet: null,
      detail: `${through.toFixed(2)} ms through the bridge, ${without.toFixed(2)} ms through the bare relay (${(through / without).toFixed(1)} ×)`,
    };
  });
};

async function echo(stage: Stage): Promise<number> {
  const [line] = stage.lines;
  if (!line) throw new Error('no line');
  const begun = performance.now();
  line.page.press(stage.isBare);
  await line.page.seen(line.page.received + 1);
  if (line.page.fault !== null) throw new Error(line.page.fault);
  return performance.now() - begun;
}
