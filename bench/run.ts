import { cpus, loadavg } from 'node:os';
import { channelRate } from './channel-rate';
import { frameCodec } from './frame-codec';
import { keyToEcho } from './key-to-echo';
import { manyTerminals } from './many-terminals';
import { MeasuredProcess } from './measured-process';
import type { Measurement, Row } from './measurement';
import { portRate } from './port-rate';
import { recordingCost } from './recording-cost';
import { relayRate } from './relay-rate';
import { retransmission } from './retransmission';
import { World } from './world';

/** In this order; `npm run bench -- NAME …` runs those named. */
const MEASUREMENTS: Record<string, Measurement> = {
  'frame-codec': frameCodec,
  'channel-rate': channelRate,
  'port-rate': portRate,
  retransmission,
  'key-to-echo': keyToEcho,
  'relay-rate': relayRate,
  'recording-cost': recordingCost,
  'many-terminals': manyTerminals,
};

/** All of them together end by then: one that is still running is given up, and those after it are not begun. */
const ALL_WITHIN_MS = 225_000;

async function main(): Promise<number> {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !(name in MEASUREMENTS));
  if (unknown.length > 0) {
    console.error(`Unknown: ${unknown.join(', ')}. There are: ${Object.keys(MEASUREMENTS).join(', ')}`);
    return 2;
  }
  console.log(
    `${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}`,
  );
  const world = await World.start();
  const endsAt = performance.now() + ALL_WITHIN_MS;
  const rows: Row[] = [];
  const say = (line: string) => console.log(`… ${line}`);
  try {
    for (const [name, measure] of Object.entries(MEASUREMENTS)) {
      if (asked.length > 0 && !asked.includes(name)) continue;
      const leftMs = endsAt - performance.now();
      if (leftMs <= 0) rows.push(unmeasured(name, 'no time was left'));
      else rows.push(...(await within(leftMs, measure(world, say), name)));
    }
  } finally {
    print(rows);
    await world.close();
  }
  return 0;
}

async function within(limitMs: number, work: Promise<Row[]>, name: string): Promise<Row[]> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<Row[]>((resolve) => {
    timer = setTimeout(() => {
      // What it started would disturb those after it.
      MeasuredProcess.killAll();
      resolve([unmeasured(name, 'it did not end in time')]);
    }, limitMs);
  });
  const failed = work.catch((error: unknown) => {
    MeasuredProcess.killAll();
    return [unmeasured(name, error instanceof Error ? error.message : String(error))];
  });
  const rows = await Promise.race([failed, limit]);
  clearTimeout(timer);
  return rows;
}

function unmeasured(what: string, detail: string): Row {
  return { what, value: 'not measured', aim: '', isMet: false, detail };
}

/** As Markdown, so that the table goes into README.md as it is. */
function print(rows: readonly Row[]): void {
  const sign = (isMet: boolean | null) => (isMet === null ? '' : isMet ? '✓' : '✕');
  const cells = [
    ['measure', 'here', 'aim', '', 'made from'],
    ...rows.map((row) => [row.what, row.value, row.aim, sign(row.isMet), row.detail]),
  ];
  const widths = cells[0]?.map((_, at) => Math.max(...cells.map((line) => line[at]?.length ?? 0))) ?? [];
  const lines = cells.map((line) => `| ${line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`);
  lines.splice(1, 0, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`);
  console.log(`\n${lines.join('\n')}\n`);
}

process.exit(await main());
