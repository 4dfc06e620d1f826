import { cpus, loadavg } from 'node:os';
import { frameCodec } from './frame-codec';
import { idleMemory } from './idle-memory';
import { keyToEcho } from './key-to-echo';
import type { Measurement, Row } from './measurement';
import { mostTerminals } from './most-terminals';
import { recordingCost } from './recording-cost';
import { relayRate } from './relay-rate';
import { World } from './world';

/** In this order; `npm run bench -- NAME …` runs those named. */
const MEASUREMENTS: Record<string, Measurement> = {
  'relay-rate': relayRate,
  'recording-cost': recordingCost,
  'key-to-echo': keyToEcho,
  'idle-memory': idleMemory,
  'most-terminals': mostTerminals,
  'frame-codec': frameCodec,
};

/** A measurement that has not ended by then is given up, so that all of them end in under four minutes on a quiet machine. */
const EACH_WITHIN_MS = 120_000;

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
  const rows: Row[] = [];
  try {
    for (const [name, measure] of Object.entries(MEASUREMENTS)) {
      if (asked.length > 0 && !asked.includes(name)) continue;
      rows.push(
        ...(await within(
          EACH_WITHIN_MS,
          measure(world, (line) => console.log(`… ${line}`)),
          name,
        )),
      );
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
    const row = { what: name, value: 'gave up', aim: `within ${limitMs / 1000} s`, isMet: false, detail: '' };
    timer = setTimeout(() => resolve([row]), limitMs);
  });
  const failed = work.catch((error: unknown): Row[] => [
    {
      what: name,
      value: 'failed',
      aim: '',
      isMet: false,
      detail: error instanceof Error ? error.message : String(error),
    },
  ]);
  const rows = await Promise.race([failed, limit]);
  clearTimeout(timer);
  return rows;
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
