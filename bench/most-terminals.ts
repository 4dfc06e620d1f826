import { type Measurement, percentile } from './measurement';
import { type Line, Stage } from './stage';

const STEPS = [250, 500, 1_000, 1_500];
const AIM = 1_000;
const SECONDS = 5;
const EVERY_MS = 1_000;
const SLOWEST_P99_MS = 1_000;
/** No further step is opened for after this long; each terminal's opening is several audited transactions. */
const OPEN_WITHIN_MS = 75_000;

/** How many terminals, each typing and echoing once a second, one process carries with nothing lost and p99 below a second. */
export const mostTerminals: Measurement = async (world, log) => {
  const stage = await Stage.portal(world);
  let most = 0;
  let last = 'nothing was carried';
  let stopped = 'the largest number tried';
  const begun = performance.now();
  for (const step of STEPS) {
    log(`${step} echoing terminals`);
    while (stage.lines.length < step && performance.now() - begun < OPEN_WITHIN_MS) await stage.open(50, 10);
    if (stage.lines.length < step) {
      stopped = `only ${stage.lines.length} were open within ${OPEN_WITHIN_MS / 1000} s`;
      break;
    }
    const before = await stage.process.cpuMs();
    const { took, lost } = await echoFor(stage.lines, SECONDS);
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
  await stage.close();
  return [
    {
      what: 'live terminals echoing once a second, without loss',
      value: `${most}`,
      aim: `≥ ${AIM}`,
      isMet: most >= AIM,
      detail: `${last}; stopped by: ${stopped}`,
    },
  ];
};

/** Every line types once a second for a while, each at its own moment; how long echoes took, and how many never came. */
async function echoFor(lines: readonly Line[], seconds: number): Promise<{ took: number[]; lost: number }> {
  const took: number[] = [];
  let lost = 0;
  await Promise.all(
    lines.map(async ({ page }, at) => {
      await delay((at / lines.length) * EVERY_MS);
      for (let n = 0; n < seconds; n += 1) {
        const begun = performance.now();
        const wanted = page.received + 1;
        page.press();
        await Promise.race([page.seen(wanted), delay(4 * SLOWEST_P99_MS)]);
        const ms = performance.now() - begun;
        if (page.fault !== null || page.received < wanted) lost += 1;
        else took.push(ms);
        await delay(EVERY_MS - ms);
      }
    }),
  );
  return { took, lost };
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
