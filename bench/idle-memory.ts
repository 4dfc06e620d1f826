import type { Measurement } from './measurement';
import { Stage } from './stage';

const TERMINALS = 500;
/** Opened before the first look, so that what is loaded once is not counted. */
const FIRST = 20;
const AIM_KIB = 64;

/** Resident memory of the bridge's process for each terminal that is live, watched by its page, and silent. */
export const idleMemory: Measurement = async (world, log) => {
  log(`memory of ${TERMINALS} idle terminals`);
  const stage = await Stage.portal(world);
  await stage.open(FIRST);
  await settled();
  const before = await stage.process.memory();
  await stage.open(TERMINALS);
  await settled();
  const after = await stage.process.memory();
  await stage.close();
  const kib = (later: number, earlier: number) => (later - earlier) / 1024 / TERMINALS;
  const resident = kib(after.residentBytes, before.residentBytes);
  return [
    {
      what: 'resident memory for each idle terminal',
      value: `${resident.toFixed(0)} KiB`,
      aim: `≤ ${AIM_KIB} KiB`,
      isMet: resident <= AIM_KIB,
      detail: `${kib(after.heapBytes, before.heapBytes).toFixed(0)} KiB of it heap and buffers; both sockets included, ${TERMINALS} terminals`,
    },
  ];
};

/** Until notes and markers about the opening are written and their memory can be let go of. */
function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 3_000));
}
