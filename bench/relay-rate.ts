import { type Measurement, median, type Row, ratioRow, thousands } from './measurement';
import { pour } from './pour';
import { Stage } from './stage';

const AIM = 0.5;
const ROUNDS = 3;

/** 1 KiB output messages through agent-wire, bridge and recorder to pages, against a bare relay that acknowledges each. */
export const relayRate: Measurement = async (world, log) => {
  const rows: Row[] = [];
  for (const lines of [1, 16]) {
    log(`relay rate, terminals: ${lines}`);
    const portal = await Stage.portal(world);
    const bare = await Stage.bare();
    await portal.open(lines);
    await bare.open(lines);
    const each = Math.floor(24_000 / lines);
    await pour(portal, Math.floor(each / 4));
    await pour(bare, Math.floor(each / 4));
    const pairs: { portal: Awaited<ReturnType<typeof pour>>; bare: Awaited<ReturnType<typeof pour>> }[] = [];
    // Turn by turn, so that both meet the same neighbours on the machine.
    for (let round = 0; round < ROUNDS; round += 1) {
      pairs.push({ bare: await pour(bare, each), portal: await pour(portal, each) });
    }
    await portal.close();
    await bare.close();
    const ratio = median(pairs.map((pair) => pair.portal.messagesPerSecond / pair.bare.messagesPerSecond));
    const cost = median(pairs.map((pair) => pair.portal.cpuMicros / pair.bare.cpuMicros));
    const best = Math.max(...pairs.map((pair) => pair.portal.messagesPerSecond));
    const micros = median(pairs.map((pair) => pair.portal.cpuMicros));
    rows.push(
      ratioRow(
        `relay rate ÷ bare relay, ${lines === 1 ? 'one terminal' : `${lines} terminals`}`,
        ratio,
        AIM,
        `${thousands(best)} messages of 1 KiB a second; ${micros.toFixed(0)} µs of CPU each, ${cost.toFixed(1)} × the bare relay's`,
      ),
    );
  }
  return rows;
};
