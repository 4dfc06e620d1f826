import { setTimeout as pause } from 'node:timers/promises';
import { type Measurement, percentile, type Row } from './measurement';
import { type Line, Stage } from './stage';

const STEPS = [250, 500, 1_000, 1_500];
const AIM_TERMINALS = 1_000;
const SECONDS = 5;
const EVERY_MS = 1_000;
const SLOWEST_P99_MS = 1_000;
/** No further step is opened for after this long; each terminal's opening is several audited transactions. */
const OPEN_WITHIN_MS = 100_000;
const OPEN_AT_ONCE = 10;

/** Opened before the first look at memory, so that what is loaded once is not counted. */
const FIRST = 20;
const IDLE = 500;
const AIM_KIB = 64;

/**
 * Many terminals in one process: the memory each takes while it is silent, and how many of them, each typing and echoing once a second,
 * are carried with nothing lost and p99 below a second. One after the other on the same terminals, because opening them takes longest.
 */
export const manyTerminals: Measurement = async (world, log) => {
  const stage = await Stage.portal(world);
  const begun = performance.now();
  log(`memory of ${IDLE} idle terminals`);
  const memory = await idleMemory(stage);
  const most = await mostEchoing(stage, begun, log);
  await stage.close();
  return [memory, most];
};

async function idleMemory(stage: Stage): Promise<Row> {
  await stage.open(FIRST);
  await settled();
  const before = await stage.process.memory();
  await stage.open(IDLE, OPEN_AT_ONCE);
  await settled();
  const after = await stage.process.memory();
  const kib = (later: number, earlier: number) => (later - earlier) / 1024 / IDLE;
  const resident = kib(after.residentBytes, before.residentBytes);
  return {
    what: 'resident memory for each idle terminal',
    value: `${resident.toFixed(0)} KiB`,
    aim: `≤ ${AIM_KIB} KiB`,
    isMet: resident <= AIM_KIB,
    detail: `${kib(after.heapBytes, before.heapBytes).toFixed(0)} KiB of it heap and buffers; both sockets included, ${IDLE} terminals`,
  };
}

/** Until notes and markers about the opening are written and their memory can be let go of. */
function settled(): Promise<void> {
  return pause(3_000);
}

async function mostEchoing(stage: Stage, begun: number, log: (line: string) => void): Promise<Row> {
  let most = 0;
  let last = 'nothing was carried';
  let stopped = 'the largest number tried';
  for (const step of STEPS) {
    log(`${step} echoing terminals`);
    while (stage.lines.length < step && performance.now() - begun < OPEN_WITHIN_MS) await stage.open(50, OPEN_AT_ONCE);
    if (stage.lines.length < step) {
      stopped = `${stage.lines.length} were open after ${OPEN_WITHIN_MS / 1000} s, too few for ${step}`;
      break;
    }
    const before = await stage.process.cpuMs();
    const { took, lost } = await echoFor(stage.lines.slice(0, step), SECONDS);
    const load = ((await stage.process.cpuMs()) - before) / (SECONDS * 1000);
    const p99 = percentile(took, 0.99);
    const seen = `p50 ${percentile(took, 0.5).toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, ${load.toFixed(2)} of a core in the bridge`;
    if (lost > 0 || p99 > SLOWEST_P99_MS) {
      stopped = `${step}: ${lost} echoes missing, ${seen}`;
      break;
    }
    most = step;
    last = `${step}: ${seen}`;
  }
  return {
    what: 'live terminals echoing once a second, without loss',
    value: `${most}`,
    aim: `≥ ${AIM_TERMINALS}`,
    isMet: most >= AIM_TERMINALS,
    detail: `${last}; ended by: ${stopped}`,
  };
}

/** Every line types once a second for a while, each at its own moment; how long echoes took, and how many never came. */
async function echoFor(lines: readonly Line[], seconds: number): Promise<{ took: number[]; lost: number }> {
  const took: number[] = [];
  let lost = 0;
  await Promise.all(
    lines.map(async ({ page }, at) => {
      // The moments are the load itself: nothing else says when a person types.
      await pause((at / lines.length) * EVERY_MS);
      for (let n = 0; n < seconds; n += 1) {
        const begun = performance.now();
        const wanted = page.received + 1;
        page.press();
        await Promise.race([page.seen(wanted), pause(4 * SLOWEST_P99_MS)]);
        const ms = performance.now() - begun;
        if (page.fault !== null || page.received < wanted) lost += 1;
        else took.push(ms);
        await pause(Math.max(0, EVERY_MS - ms));
      }
    }),
  );
  return { took, lost };
}
