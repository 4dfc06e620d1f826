import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type RunningBridge, World } from './testing/world';

let world: World;
let at: RunningBridge;
beforeAll(async () => {
  world = await World.start();
  at = await world.openBridge();
});
afterAll(() => world.close());

/** The database refuses to record: all terminals, or one. */
async function refuseToRecord(terminalId?: string): Promise<void> {
  // A full disk is the server's fault, and holds everybody; a row that is refused is that terminal's alone.
  const [which, code] = terminalId ? [`WHEN (NEW.terminal_id = '${terminalId}')`, '23514'] : ['', '53100'];
  await world.deps.db.pool.query(`
    CREATE OR REPLACE FUNCTION refuse_for_a_test() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'refused for a test' USING ERRCODE = '${code}'; END $$;
    CREATE TRIGGER refuse_for_a_test BEFORE INSERT ON recording_chunks
      FOR EACH ROW ${which} EXECUTE FUNCTION refuse_for_a_test();`);
}
const recordAgain = () => world.deps.db.pool.query('DROP TRIGGER IF EXISTS refuse_for_a_test ON recording_chunks');
afterEach(recordAgain);

describe('when output cannot be recorded', () => {
  test('input is held, the page is told, and nothing is lost when it can be again', async () => {
    const { browser, terminalId } = await world.shell(at);
    await world.recorded(terminalId, browser.offset);
    await refuseToRecord();
    await browser.type('for i in 1 2 3; do echo unrecorded-$i; done\n');
    expect(await browser.hear('recording')).toEqual({ type: 'recording', safe: false });
    const held = browser.type('echo typed-meanwhile\n');
    // A whole round trip to the bridge and back: had the input gone on, its echo would be here.
    browser.send({ type: 'ping', at: 1 });
    await browser.hear('pong');
    expect(browser.text).not.toContain('typed-meanwhile');
    await recordAgain();
    await browser.until(() => browser.messages.some((one) => one.type === 'recording' && one.safe), 'to be safe');
    await held;
    await browser.see('typed-meanwhile\r\n');
    const rows = await world.deps.db.prisma.recordingChunk.findMany({
      where: { terminalId },
      orderBy: { ordinal: 'asc' },
    });
    const text = Buffer.concat(rows.map((row) => Buffer.from(row.bytes))).toString();
    expect(text).toContain('unrecorded-1\r\nunrecorded-2\r\nunrecorded-3\r\n');
  });

  test('a fault of one terminal does not hold the others', async () => {
    const [one, other] = await Promise.all([world.shell(at), world.shell(at)]);
    await world.recorded(one.terminalId, one.browser.offset);
    await refuseToRecord(one.terminalId);
    await Promise.all([one.browser.type('echo one\n'), other.browser.type('echo other\n')]);
    expect(await one.browser.hear('recording')).toEqual({ type: 'recording', safe: false });
    await other.browser.type('echo goes-on\n');
    await other.browser.see('goes-on\r\n');
    expect(other.browser.messages.some((message) => message.type === 'recording')).toBe(false);
  });
});

describe('where recording is strict', () => {
  test('nothing is shown that is not recorded', async () => {
    const strict = await World.start({ environment: { strictRecording: true } });
    try {
      const running = await strict.openBridge();
      const { browser, terminalId } = await strict.shell(running);
      await browser.type('seq 1 2000; echo strictly\n');
      await browser.see('strictly\r\n');
      const { _sum } = await strict.deps.db.prisma.recordingChunk.aggregate({
        where: { terminalId },
        _sum: { byteLength: true },
      });
      expect(_sum.byteLength).toBeGreaterThanOrEqual(browser.offset);
    } finally {
      await strict.close();
    }
  });
});
