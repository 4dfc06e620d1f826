import { type Measurement, median, ratioRow, thousands } from './measurement';
import { pour } from './pour';
import { Stage } from './stage';

const AIM = 0.9;
const ROUNDS = 3;
const LINES = 16;
const MESSAGES_EACH = 1_500;

/** The same bridge with its recordings in Postgres, against one whose recordings are committed to memory at once. */
export const recordingCost: Measurement = async (world, log) => {
  log('recording on and off');
  const on = await Stage.portal(world);
  const off = await Stage.portal(world, false);
  await on.open(LINES);
  await off.open(LINES);
  await pour(on, MESSAGES_EACH / 4);
  await pour(off, MESSAGES_EACH / 4);
  const pairs: { on: Awaited<ReturnType<typeof pour>>; off: Awaited<ReturnType<typeof pour>> }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    pairs.push({ off: await pour(off, MESSAGES_EACH), on: await pour(on, MESSAGES_EACH) });
  }
  await on.close();
  await off.close();
  const rate = median(pairs.map((pair) => pair.on.messagesPerSecond / pair.off.messagesPerSecond));
  const cost = median(pairs.map((pair) => pair.on.cpuMicros / pair.off.cpuMicros));
  const best = Math.max(...pairs.map((pair) => pair.on.messagesPerSecond));
  const detail = `${thousands(best)} messages a second with recording; ${cost.toFixed(2)} × the CPU in the bridge`;
  return [ratioRow(`rate with recording on ÷ off, ${LINES} terminals`, rate, AIM, detail)];
};
