import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { CLOSE_CODES } from '../../lib/terminal-wire/close-codes';
import { decodeBytes, encodeBytes, type FromBrowser, type ToBrowser } from '../../lib/terminal-wire/messages';
import { type Line, type SocketLike, TerminalSocket, type TerminalSocketOptions } from './terminal-socket';

/** A bridge of a few lines on a real socket: records what it hears, says what the test tells it to. */
class Peer {
  heard: FromBrowser[] = [];
  input: { offset: number; text: string }[] = [];
  private waiting: { wants: () => boolean; done: () => void }[] = [];

  constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer, binary) => {
      if (binary) {
        const part = decodeBytes(data);
        if (part) this.input.push({ offset: part.offset, text: Buffer.from(part.bytes).toString() });
      } else this.heard.push(JSON.parse(data.toString()) as FromBrowser);
      const met = this.waiting.filter((one) => one.wants());
      this.waiting = this.waiting.filter((one) => !met.includes(one));
      for (const one of met) one.done();
    });
  }

  until(wants: () => boolean): Promise<void> {
    if (wants()) return Promise.resolve();
    return new Promise((done) => this.waiting.push({ wants, done }));
  }

  say(message: ToBrowser) {
    this.socket.send(JSON.stringify(message));
  }

  output(offset: number, text: string) {
    this.socket.send(encodeBytes(offset, Buffer.from(text)));
  }

  async open(more: { offset?: number; input?: number; inputReset?: boolean } = {}) {
    await this.until(() => this.heard.some((message) => message.type === 'open'));
    const rest = {
      role: 'operate',
      status: 'live',
      number: 1,
      cols: 80,
      rows: 24,
      now: 0,
      endsAt: 1,
      graceMinutes: 5,
    } as const;
    this.say({ type: 'opened', offset: 0, input: 0, ...rest, ...more });
  }
}

let server: WebSocketServer;
let peers: Peer[];
let arrivals: (() => void)[];
let screen: string;
let lines: Line[];
let resets: number[];
let waits: (() => void)[];
let socket: TerminalSocket;

async function peer(index: number): Promise<Peer> {
  while (peers.length <= index) await new Promise<void>((done) => arrivals.push(done));
  return peers[index] as Peer;
}

function until(wants: () => boolean): Promise<void> {
  if (wants()) return Promise.resolve();
  return new Promise((done) => {
    waits.push(() => wants() && done());
  });
}

const stirred = () => {
  for (const check of [...waits]) check();
};

beforeEach(async () => {
  peers = [];
  arrivals = [];
  screen = '';
  lines = [];
  resets = [];
  waits = [];
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (one) => {
    peers.push(new Peer(one));
    for (const done of arrivals.splice(0)) done();
  });
  await once(server, 'listening');
});

afterEach(() => {
  socket.stop();
  for (const one of server.clients) one.terminate();
  server.close();
});

function begin(more: Partial<TerminalSocketOptions> = {}) {
  const { port } = server.address() as AddressInfo;
  socket = new TerminalSocket({
    connect: () => new WebSocket(`ws://127.0.0.1:${port}`) as unknown as SocketLike,
    mintTicket: async () => 'ticket',
    page: 'page-1',
    size: () => ({ cols: 80, rows: 24 }),
    show: (bytes, shown) => {
      screen += Buffer.from(bytes).toString();
      shown();
      stirred();
    },
    onMessage: stirred,
    onLine: (line) => {
      lines.push(line);
      stirred();
    },
    onRoundTrip: () => undefined,
    onInputReset: (dropped) => {
      resets.push(dropped);
      stirred();
    },
    delay: () => 1,
    ...more,
  });
  socket.start();
}

describe('TerminalSocket', () => {
  it('sends the ticket, its page and its size first, and tells what is shown', async () => {
    begin();
    const first = await peer(0);
    await first.open();
    first.output(0, 'hello');
    await first.until(() => first.heard.some((message) => message.type === 'shown' && message.offset === 5));
    expect(first.heard[0]).toEqual({
      type: 'open',
      ticket: 'ticket',
      page: 'page-1',
      offset: 0,
      sent: 0,
      cols: 80,
      rows: 24,
    });
    expect(screen).toBe('hello');
  });

  it('comes back with the offset it has and never shows a byte twice', async () => {
    begin();
    const first = await peer(0);
    await first.open();
    first.output(0, 'abcdef');
    await until(() => screen === 'abcdef');
    first.socket.terminate();
    const second = await peer(1);
    await second.until(() => second.heard.length > 0);
    expect(second.heard[0]).toMatchObject({ type: 'open', offset: 6 });
    await second.open({ offset: 6 });
    second.output(3, 'defghi');
    await until(() => screen === 'abcdefghi');
    expect(lines.map((line) => line.state)).toEqual(['connecting', 'open', 'lost', 'open']);
  });

  it('treats a hole in the output as a broken line instead of skipping bytes', async () => {
    begin();
    const first = await peer(0);
    await first.open();
    first.output(4, 'late');
    const second = await peer(1);
    await second.until(() => second.heard.length > 0);
    expect(second.heard[0]).toMatchObject({ type: 'open', offset: 0 });
    expect(screen).toBe('');
  });

  it('keeps what is typed while the line is down and sends from what was taken', async () => {
    begin();
    const first = await peer(0);
    await first.open();
    socket.type('one ');
    await first.until(() => first.input.length === 1);
    first.say({ type: 'accepted', input: 4 });
    socket.type('two ');
    await first.until(() => first.input.length === 2);
    first.socket.terminate();
    socket.type('three');
    const second = await peer(1);
    await second.open({ input: 4 });
    await second.until(() => second.input.map((part) => part.text).join('') === 'two three');
    expect(second.input[0]).toEqual({ offset: 4, text: 'two ' });
    second.say({ type: 'accepted', input: 13 });
    second.output(0, '.');
    await until(() => screen === '.');
    expect(socket.waitingBytes).toBe(0);
  });

  it('drops what was in flight to a dead process, keeps what was not sent, and says how much', async () => {
    begin();
    const first = await peer(0);
    await first.open();
    socket.type('in flight');
    await first.until(() => first.input.length === 1);
    first.socket.terminate();
    await until(() => lines.at(-1)?.state === 'lost');
    socket.type('later');
    const second = await peer(1);
    await second.open({ input: 0, inputReset: true });
    await second.until(() => second.input.length > 0);
    expect(second.input).toEqual([{ offset: 0, text: 'later' }]);
    expect(resets).toEqual([9]);
  });

  it('sends a long paste in slices, never more than the window ahead', async () => {
    begin();
    const first = await peer(0);
    await first.open();
    const paste = 'x'.repeat(200_000);
    socket.type(paste);
    const got = () => first.input.reduce((sum, part) => sum + part.text.length, 0);
    await first.until(() => got() === 64 * 1024);
    while (got() < paste.length) {
      const before = got();
      first.say({ type: 'accepted', input: before });
      await first.until(() => got() > before);
      expect(got() - before).toBeLessThanOrEqual(64 * 1024);
    }
    expect(first.input.map((part) => part.text).join('')).toBe(paste);
  });

  it('stays away after an end that may not be retried', async () => {
    begin();
    const first = await peer(0);
    await first.open();
    first.socket.close(CLOSE_CODES.ended.code);
    await until(() => lines.at(-1)?.state === 'closed');
    expect(lines.at(-1)).toEqual({ state: 'closed', why: 'ended' });
  });

  it('gives up when no ticket is given any more, and tries again when asking for one fails', async () => {
    let asked = 0;
    begin({
      mintTicket: async () => {
        asked += 1;
        if (asked === 1) throw new Error('network');
        return null;
      },
    });
    await until(() => lines.at(-1)?.state === 'closed');
    expect(asked).toBe(2);
    expect(lines.map((line) => line.state)).toEqual(['connecting', 'lost', 'closed']);
  });
});
