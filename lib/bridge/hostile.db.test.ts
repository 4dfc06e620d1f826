import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { encodeBytes } from '../terminal-wire/messages';
import { mintTicket } from '../use-cases/terminals/mint-ticket';
import type { Browser } from './testing/browser';
import { ORIGIN, type RunningBridge, World } from './testing/world';

let world: World;
let at: RunningBridge;
let honest: Browser;
beforeAll(async () => {
  world = await World.start();
  at = await world.openBridge();
  honest = (await world.shell(at)).browser;
});
afterAll(() => world.close());

const PROTOCOL_BROKEN = { code: 4006, reason: 'protocolBroken' };
const TICKET_REFUSED = { code: 4003, reason: 'ticketRefused' };
let echoes = 0;

/** The other terminal of the process goes on as if nothing had happened. */
async function othersLiveOn(): Promise<void> {
  echoes += 1;
  await honest.type(`echo still-here-${echoes}\n`);
  await honest.see(`still-here-${echoes}\r\n`);
}

describe('a ticket', () => {
  test('opens one socket only', async () => {
    const terminalId = await world.openTerminal();
    const ticket = await world.ticket(terminalId);
    const [one, other] = [world.browser(terminalId), world.browser(terminalId)];
    await Promise.all([one.connect(at.url, { ticket }), other.connect(at.url, { ticket })]);
    const refused = [one, other].filter((browser) => browser.closedWith !== null);
    expect(refused.map((browser) => browser.closedWith)).toEqual([TICKET_REFUSED]);
  });

  test('is refused when it is made up, or expired', async () => {
    const terminalId = await world.openTerminal();
    const browser = world.browser(terminalId);
    await browser.connect(at.url, { ticket: 'x'.repeat(43) });
    expect(await browser.closed()).toEqual(TICKET_REFUSED);
    const ticket = await world.ticket(terminalId);
    await world.deps.db.pool.query(
      `UPDATE terminal_tickets SET created_at = created_at - interval '31 seconds', expires_at = expires_at - interval '31 seconds'`,
    );
    await browser.connect(at.url, { ticket });
    expect(await browser.closed()).toEqual(TICKET_REFUSED);
  });

  test('is worth nothing after its person has signed out', async () => {
    const other = await World.start();
    try {
      const running = await other.openBridge();
      const terminalId = await other.openTerminal();
      const ticket = await other.ticket(terminalId);
      await other.deps.db.prisma.signIn.update({
        where: { id: other.operator.signInId },
        data: { revokedAt: new Date(), revokedReason: 'signed out' },
      });
      const browser = other.browser(terminalId);
      await browser.connect(running.url, { ticket });
      expect(await browser.closed()).toEqual(TICKET_REFUSED);
    } finally {
      await other.close();
    }
  });

  test('is not minted for the terminal of somebody else', async () => {
    const terminalId = await world.openTerminal();
    const foreign = { ...world.administrator, groups: ['developers'] };
    const refused = { ok: false, refusal: { reason: 'NOT_FOUND' } };
    expect(await mintTicket(world.deps, foreign, { terminalId, purpose: 'operate' })).toEqual(refused);
    const operate = { terminalId, purpose: 'operate' } as const;
    expect(await mintTicket(world.deps, world.administrator, operate)).toEqual({
      ok: false,
      refusal: { reason: 'NOT_ALLOWED' },
    });
  });

  test('is not asked for when the page is of another origin', async () => {
    const socket = new WebSocket(at.url, { origin: 'http://evil.test' });
    const code = await new Promise((resolve) => socket.on('close', resolve));
    expect(code).toBe(4004);
    await othersLiveOn();
  });
});

describe('who is turned away at the socket is on record', () => {
  /** Doors said no with these reasons, and about whom, since an event; waits until the turn has come to write them down. */
  async function refusalsSince(sequence: bigint, expected: readonly string[]) {
    return vi.waitFor(async () => {
      const where = { sequence: { gt: sequence }, name: { startsWith: 'access.refused' } };
      const events = await world.deps.db.prisma.auditEvent.findMany({ where, orderBy: { sequence: 'asc' } });
      expect(events.map(({ fields }) => (fields as { why: string }).why)).toEqual(expected);
      return events;
    }, 20_000);
  }

  /** Nothing counted yet: the window of the tests before is told, as if it were over. */
  async function freshWindow(): Promise<bigint> {
    await at.bridge.tellRefusals();
    await world.deps.db.pool.query('DELETE FROM refusal_windows');
    return (await world.deps.db.prisma.auditHead.findUniqueOrThrow({ where: { id: 1 } })).sequence;
  }

  test('with what became of their ticket', async () => {
    const terminalId = await world.openTerminal();
    const { personId } = world.operator;
    const browser = world.browser(terminalId);
    const since = await freshWindow();
    for (let n = 0; n < 3; n += 1) {
      await browser.connect(at.url, { ticket: `made-up-${n}`.padEnd(43, 'x') });
      await browser.closed();
    }
    const [madeUp] = await refusalsSince(since, ['unknown']);
    expect(madeUp).toMatchObject({
      actorId: null,
      actorName: 'Unknown',
      address: expect.stringMatching(/127\.0\.0\.1$/),
    });
    const ticket = await world.ticket(terminalId);
    await browser.connect(at.url, { ticket });
    await world.browser(terminalId).connect(at.url, { ticket });
    const [, replayed] = await refusalsSince(since, ['unknown', 'used']);
    expect(replayed).toMatchObject({ actorId: null, personId, terminalId });
    const late = await world.ticket(terminalId);
    await world.deps.db.pool.query(
      `UPDATE terminal_tickets SET created_at = created_at - interval '31 seconds', expires_at = expires_at - interval '31 seconds'`,
    );
    await world.browser(terminalId).connect(at.url, { ticket: late });
    await refusalsSince(since, ['unknown', 'used', 'expired']);
    const counted = await world.deps.db.prisma.refusalWindow.findFirstOrThrow({ where: { why: 'unknown' } });
    expect(counted.count).toBe(3);
  });

  test('when their page is foreign, however often it comes', async () => {
    const since = await freshWindow();
    const closed = Array.from({ length: 40 }, () => {
      const socket = new WebSocket(at.url, { origin: 'http://evil.test' });
      return new Promise((resolve) => socket.on('close', resolve));
    });
    await Promise.all(closed);
    await refusalsSince(since, ['foreignOrigin']);
    const counted = await world.deps.db.prisma.refusalWindow.findFirstOrThrow({ where: { why: 'foreignOrigin' } });
    expect(counted.count).toBe(40);
  });

  test('when they are let in and break the protocol', async () => {
    const browser = world.browser(await world.openTerminal());
    await browser.connect(at.url);
    const since = await freshWindow();
    browser.socket?.send('hello');
    expect(await browser.closed()).toEqual(PROTOCOL_BROKEN);
    const [event] = await refusalsSince(since, ['protocolBroken']);
    expect(event).toMatchObject({ actorId: world.operator.personId });
  });
});

describe('an upgrade nobody claims', () => {
  test('is answered and ended', async () => {
    const socket = new WebSocket(at.url.replace('/ws/terminal', '/elsewhere'), { origin: ORIGIN });
    const status = await new Promise((resolve) => {
      socket.on('error', () => undefined);
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode));
    });
    expect(status).toBe(404);
    socket.terminate();
  });
});

describe('a hostile socket closes only itself', () => {
  const attacks: [string, (browser: Browser) => void][] = [
    ['text that is no JSON', (browser) => browser.socket?.send('hello')],
    ['JSON of no message', (browser) => browser.socket?.send('{"type":"sudo"}')],
    ['a size beyond bounds', (browser) => browser.send({ type: 'size', cols: 0, rows: 24 })],
    ['an offset never sent', (browser) => browser.send({ type: 'shown', offset: 2 ** 50 })],
    [
      'a second ticket',
      (browser) => browser.send({ type: 'open', ticket: 'x', page: 'y', offset: 0, sent: 0, cols: 80, rows: 24 }),
    ],
    ['input with a gap', (browser) => browser.socket?.send(encodeBytes(10_000_000, Buffer.from('x')))],
    ['a frame without an offset', (browser) => browser.socket?.send(Buffer.from('abc'))],
    ['an offset beyond 2^53', (browser) => browser.socket?.send(Buffer.alloc(9, 0xff))],
    [
      'more input than may be under way',
      (browser) => {
        for (let n = 0; n < 40; n += 1) browser.socket?.send(encodeBytes(n * 16_000, Buffer.alloc(16_000, 0x20)));
      },
    ],
  ];
  test.each(attacks)('%s', async (_name, attack) => {
    const terminalId = await world.openTerminal();
    const browser = world.browser(terminalId);
    await browser.connect(at.url);
    attack(browser);
    expect(await browser.closed()).toEqual(PROTOCOL_BROKEN);
    await othersLiveOn();
  });

  test('a frame too big to read', async () => {
    const browser = world.browser(await world.openTerminal());
    await browser.connect(at.url);
    browser.socket?.send(Buffer.alloc(1024 * 1024));
    expect(await browser.closed()).toMatchObject({ code: 1009 });
    await othersLiveOn();
  });

  test('input or a size of somebody who only watches', async () => {
    const { terminalId } = await world.shell(at);
    for (const attack of [
      (browser: Browser) => browser.socket?.send(encodeBytes(0, Buffer.from('rm -rf /\n'))),
      (browser: Browser) => browser.send({ type: 'size', cols: 10, rows: 10 }),
    ]) {
      const watcher = world.browser(terminalId, world.administrator);
      await watcher.connect(at.url);
      attack(watcher);
      expect(await watcher.closed()).toEqual(PROTOCOL_BROKEN);
    }
  });

  test('nothing at all for five seconds', async () => {
    const socket = new WebSocket(at.url, { origin: ORIGIN });
    const code = await new Promise((resolve) => socket.on('close', resolve));
    expect(code).toBe(4007);
  });

  test('a flood of messages', async () => {
    const browser = world.browser(await world.openTerminal());
    await browser.connect(at.url);
    for (let n = 0; n < 5_000; n += 1) browser.send({ type: 'ping', at: n });
    expect(await browser.closed()).toMatchObject({ code: 4005 });
    await othersLiveOn();
  });
});

test('no ticket, token, keystroke or output is in the log', () => {
  const log = world.logged.join('');
  expect(log).not.toMatch(/still-here|rm -rf|"token"|streamUrl":"w/);
});
