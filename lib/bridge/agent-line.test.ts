import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { AgentChannel, encodeFrame, FLAG_SYN, MessageType, PayloadType } from '../agent-wire';
import { CloudError } from '../domain/cloud-error';
import { openLog } from '../log';
import { AgentLine, type AgentLineOwner, retryDelayMs } from './agent-line';

let server: WebSocketServer;
let line: AgentLine | null = null;
/** Says to how many upgrades from now on the server says no. */
let turnsAway = 0;
beforeEach(async () => {
  turnsAway = 0;
  const verifyClient = () => {
    turnsAway -= 1;
    return turnsAway < 0;
  };
  server = new WebSocketServer({ host: '127.0.0.1', port: 0, autoPong: false, verifyClient });
  await once(server, 'listening');
});
afterEach(async () => {
  vi.useRealTimers();
  line?.close();
  line = null;
  for (const client of server.clients) client.terminate();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

/** A line to the server of this test, and what it has told its owner. */
function aLine(resume: AgentLineOwner['resume'] = async () => 'token') {
  const told: unknown[] = [];
  const resumed = vi.fn(resume);
  const opened = new AgentLine({
    channel: new AgentChannel({ clientId: randomUUID(), clientVersion: '1.2.677.0', newId: randomUUID }),
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    log: openLog('fatal', { write: () => undefined }),
    owner: {
      happened: (events) => told.push(...events),
      line: (isUp) => told.push(isUp),
      lost: (reason, code) => told.push([reason, code]),
      resume: resumed,
    },
  });
  line = opened;
  return { told, resumed, line: opened };
}

const connected = async () => (await once(server, 'connection'))[0] as WebSocket;
const eventually = (holds: () => void) => vi.waitFor(holds, { timeout: 30_000, interval: 10 });

describe('the waits between tries', () => {
  it('double from a tenth of a second up to five, and no two lines that broke together wait alike', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 50].map((n) => retryDelayMs(n, 0))).toEqual([
      100, 200, 400, 800, 1_600, 2_500, 2_500, 2_500,
    ]);
    expect([0, 1, 50].map((n) => Math.round(retryDelayMs(n, 0.999_999)))).toEqual([200, 400, 5_000]);
  });
});

describe('a line whose peer is dead', () => {
  it('is given up at the second question without an answer, and taken up again with a new token', async () => {
    const { told, resumed, line } = aLine();
    const first = connected();
    line.open('first token');
    await first;
    await eventually(() => expect(told).toEqual([true]));
    line.checkAlive();
    expect(resumed).not.toHaveBeenCalled();
    const second = connected();
    line.checkAlive();
    const peer = await second;
    expect(resumed).toHaveBeenCalledTimes(1);
    // It is back when it says something, not when it opens.
    expect(told).toEqual([true, false]);
    peer.on('ping', (text) => peer.pong(text));
    peer.pong();
    await eventually(() => expect(told).toEqual([true, false, true]));
    line.checkAlive();
    await once(peer, 'ping');
    peer.pong();
    expect(resumed).toHaveBeenCalledTimes(1);
  });

  it('is kept while the peer answers', async () => {
    const { told, line } = aLine();
    const opened = connected();
    line.open('token');
    const peer = await opened;
    for (let round = 0; round < 3; round += 1) {
      const heard = once(peer, 'ping');
      line.checkAlive();
      await heard;
      peer.ping();
      const answered = once(peer, 'pong');
      peer.pong();
      // Its pong comes after what was sent before: the sign of life has arrived.
      await answered;
    }
    expect(told).toEqual([true]);
  });
});

describe('a line that opens and breaks again and again', () => {
  it('is lost once, not over and over, and given up after two minutes', async () => {
    const { told, resumed, line } = aLine();
    server.on('connection', (socket) => socket.terminate());
    line.open('token');
    await eventually(() => expect(resumed.mock.calls.length).toBeGreaterThan(2));
    expect(told).toEqual([true, false]);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 121_000 });
    await eventually(() => expect(told.slice(2)).toEqual([['lineLost', expect.any(String)]]));
  });
});

describe('a token', () => {
  const presented = async (peer: WebSocket) => {
    const [frame] = (await once(peer, 'message')) as [Buffer];
    return JSON.parse(frame.toString()) as { TokenValue: string };
  };

  it('that was never shown, because nobody opened the door, is good for the next try', async () => {
    const { told, resumed, line } = aLine(async () => null);
    turnsAway = 3;
    const opened = connected();
    line.open('only token');
    expect(await presented(await opened)).toMatchObject({ TokenValue: 'only token' });
    expect(resumed).not.toHaveBeenCalled();
    expect(told).toEqual([false]);
  });

  it('is not kept for longer than half a minute', async () => {
    const { resumed, line } = aLine(async () => 'another');
    turnsAway = Number.POSITIVE_INFINITY;
    line.open('old');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31_000 });
    await eventually(() => expect(resumed).toHaveBeenCalled());
  });

  it('that was shown is never shown again', async () => {
    const { line } = aLine(async () => 'second');
    const tokens: string[] = [];
    server.on('connection', (peer) => {
      peer.on('message', (frame: Buffer) => {
        tokens.push((JSON.parse(frame.toString()) as { TokenValue: string }).TokenValue);
        peer.terminate();
      });
    });
    line.open('first');
    await eventually(() => expect(tokens.slice(0, 2)).toEqual(['first', 'second']));
  });
});

describe('a peer that', () => {
  it('speaks and breaks off, over and over, is called ever more seldom', async () => {
    const { line } = aLine();
    const cameAtMs: number[] = [];
    server.on('connection', (peer) => {
      cameAtMs.push(performance.now());
      peer.pong('', undefined, () => peer.terminate());
    });
    line.open('token');
    await eventually(() => expect(cameAtMs.length).toBe(6));
    expect((cameAtMs[5] ?? 0) - (cameAtMs[4] ?? 0)).toBeGreaterThan(1_000);
  });

  it('sends more at once than any message has ends the line, with the reason', async () => {
    const { told, resumed, line } = aLine();
    const opened = connected();
    line.open('token');
    (await opened).send(Buffer.alloc(200_000));
    const error = expect.objectContaining({ code: 'TOO_LONG' });
    await eventually(() => expect(told).toEqual([true, { type: 'refused', error }]));
    expect(resumed).not.toHaveBeenCalled();
  });
});

describe('a clock that is set back', () => {
  it('does not keep a lost message from being sent again', async () => {
    const { line } = aLine();
    const opened = connected();
    line.open('token');
    const peer = await opened;
    const heard: Buffer[] = [];
    peer.on('message', (message: Buffer, isBinary) => {
      if (isBinary) heard.push(message);
    });
    peer.send(
      encodeFrame({
        messageType: MessageType.output,
        createdAtMs: Date.now(),
        sequenceNumber: 0n,
        flags: FLAG_SYN,
        messageId: randomUUID(),
        payloadType: PayloadType.output,
        payload: Buffer.from('$ '),
      }),
    );
    await eventually(() => expect(line.channel.started).toBe(true));
    line.write(Buffer.from('ls\r'));
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 });
    await eventually(() => expect(heard.length).toBeGreaterThan(2));
    expect(heard[1]).toEqual(heard[0]);
  });
});

describe('a new token', () => {
  const denied = new CloudError('denied', 'AccessDeniedException', 'no');
  const throttled = new CloudError('throttled', 'ThrottlingException', 'later');

  async function cut(resume: AgentLineOwner['resume']) {
    const { told, resumed, line } = aLine(resume);
    const opened = connected();
    line.open('token');
    await opened;
    await eventually(() => expect(told).toEqual([true]));
    for (const client of server.clients) client.terminate();
    return { told, resumed };
  }

  it('that is not to be had ends the line at once', async () => {
    const { told, resumed } = await cut(async () => null);
    await eventually(() => expect(told).toEqual([true, false, ['resumeRefused', 'none']]));
    expect(resumed).toHaveBeenCalledTimes(1);
  });

  it('that is refused for another reason is asked for a few times more, and the code is kept', async () => {
    const { told, resumed } = await cut(() => Promise.reject(denied));
    await eventually(() => expect(told).toEqual([true, false, ['resumeRefused', 'AccessDeniedException']]));
    expect(resumed).toHaveBeenCalledTimes(4);
  });

  it('is asked for on and on while the service is only busy', async () => {
    const answers = [denied, denied, throttled, denied, denied];
    const { told, resumed } = await cut(async () => {
      const no = answers.shift();
      if (no) throw no;
      return 'token';
    });
    server.on('connection', (peer) => peer.pong());
    await eventually(() => expect(told).toEqual([true, false, true]));
    expect(resumed).toHaveBeenCalledTimes(6);
  });
});
