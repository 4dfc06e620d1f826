import type { Stage } from './stage';

/** Messages an agent of the reference has under way before it waits for acknowledgements. */
const WINDOW_MESSAGES = 1_000;
const MESSAGE_BYTES = 1024;

export type Poured = {
  messagesPerSecond: number;
  /** CPU of the measured process, all its threads, for each message. */
  cpuMicros: number;
};

/** Lets all lines of the stage carry this many 1 KiB messages each at once; until every page has the last byte and every agent its last acknowledgement. */
export async function pour(stage: Stage, messagesEach: number): Promise<Poured> {
  const total = messagesEach * stage.lines.length;
  const before = await stage.process.cpuMs();
  const begun = performance.now();
  await Promise.all(
    stage.lines.flatMap(({ name, page }) => {
      // The bare relay carries whole frames, of which the page sees the header as well.
      const bytes = stage.isBare ? MESSAGE_BYTES + 120 : MESSAGE_BYTES;
      return [
        page.seen(page.received + messagesEach * bytes),
        stage.agents.at(name).pour(messagesEach, WINDOW_MESSAGES),
      ];
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  const broken = stage.lines.find(({ page }) => page.fault !== null);
  if (broken) throw new Error(`output was lost: ${broken.page.fault}`);
  const after = await stage.process.cpuMs();
  return { messagesPerSecond: total / seconds, cpuMicros: ((after - before) * 1000) / total };
}
