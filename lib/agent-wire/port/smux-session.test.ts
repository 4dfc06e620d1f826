import { describe, expect, it } from 'vitest';
import { codeOf } from '../testing/code-of';
import { SmuxServer } from '../testing/smux-server';
import type { PortEvent } from './port-carrier';
import { RECEIVE_BUDGET_BYTES, RECEIVE_BUDGET_PIECES } from './receive-budget';
import { SmuxSession } from './smux-session';

const T0 = 1_732_245_600_000;
const text = (value: string) => Buffer.from(value);

function aSession(keepsAlive = false): SmuxSession {
  return new SmuxSession({ keepsAlive, nowMs: T0 });
}

/** Everything the session has to send, as one piece. */
function drain(session: SmuxSession, events: PortEvent[] = []): Buffer {
  const parts: Uint8Array[] = [];
  for (let next = session.take(events); next !== null; next = session.take(events)) {
    if (!('bytes' in next)) throw new Error('a multiplexed session sends no flags by itself');
    parts.push(next.bytes);
  }
  return Buffer.concat(parts);
}

function reading(session: SmuxSession, bytes: Uint8Array): PortEvent[] {
  const events: PortEvent[] = [];
  expect(session.read(bytes, events)).toBe(bytes.length);
  return events;
}

describe('on the wire', () => {
  it('streams have odd numbers from 3, and frames the layout of version 1', () => {
    const session = aSession();
    expect([session.openStream(), session.openStream(), session.openStream()]).toEqual([3, 5, 7]);
    session.write(3, Buffer.alloc(0x51, 0x61));
    session.closeStream(5);
    expect(drain(session).toString('hex')).toBe(
      `0100000003000000${`01025100${'03000000'}`}${'61'.repeat(0x51)}` +
        `0100000005000000${'0101000005000000'}` +
        '0100000007000000',
    );
  });

  it('large writes become frames that fill eight messages, and streams take turns', () => {
    const session = aSession();
    const [one, other] = [session.openStream(), session.openStream()];
    session.write(one, Buffer.alloc(20_000, 1));
    session.write(other, Buffer.alloc(20_000, 2));
    const order: number[] = [];
    const sizes: number[] = [];
    for (let next = session.take([]); next !== null; next = session.take([])) {
      if (!('bytes' in next)) continue;
      order.push(next.bytes.at(-1) ?? 0);
      sizes.push(next.bytes.length);
    }
    expect(order).toEqual([1, 2, 1, 2, 1, 2]);
    expect(sizes).toEqual([8200, 8200, 8192, 8192, 3640, 3640]);
  });

  it('an end goes out behind what was written before it, once, and then the stream is forgotten', () => {
    const session = aSession();
    const stream = session.openStream();
    const server = new SmuxServer();
    session.write(stream, Buffer.alloc(20_000, 1));
    session.closeStream(stream);
    session.closeStream(stream);
    server.receive(drain(session));
    expect(server.streams.get(stream)?.isClosedByClient).toBe(true);
    expect(Buffer.concat(server.streams.get(stream)?.received ?? [])).toEqual(Buffer.alloc(20_000, 1));
    expect(codeOf(() => session.write(stream, text('late')))).toBe('BAD_ARGUMENT');
    expect(reading(session, server.push(stream, text('late')))).toEqual([]);
  });
});

describe('what the agent sends', () => {
  it('is cut anywhere', () => {
    const session = aSession();
    const stream = session.openStream();
    const server = new SmuxServer();
    server.receive(drain(session));
    const bytes = Buffer.concat([
      server.push(stream, text('hello')),
      server.push(stream, text(' world')),
      server.close(stream),
    ]);
    const events: PortEvent[] = [];
    for (const byte of bytes) expect(session.read(Buffer.of(byte), events)).toBe(1);
    const said = events.map((event) => (event.type === 'data' ? Buffer.from(event.bytes).toString() : event.type));
    expect(said.join('')).toBe('hello worldfinished');
  });

  it('may follow the end of a stream, and is still handed on until the local side has closed it', () => {
    const session = aSession();
    const stream = session.openStream();
    const server = new SmuxServer();
    server.receive(drain(session));
    expect(reading(session, server.close(stream))).toEqual([{ type: 'finished', stream }]);
    expect(session.canWrite(stream)).toBe(false);
    expect(reading(session, server.push(stream, text('x')))).toHaveLength(1);
    session.closeStream(stream);
    expect(reading(session, server.push(stream, text('x')))).toEqual([]);
    server.receive(drain(session));
    expect(server.streams.get(stream)?.isClosedByClient).toBe(true);
  });

  it.each<[string, string, string]>([
    ['another version', 'BAD_PAYLOAD', '0202000003000000'],
    ['a window update', 'BAD_PAYLOAD', '0104080003000000'],
    ['an unknown command', 'BAD_PAYLOAD', '01ff000003000000'],
    ['an end with data', 'BAD_PAYLOAD', '0101010003000000'],
    ['a sign of life with data', 'BAD_PAYLOAD', '0103010000000000'],
    ['more data than a frame may have', 'BAD_PAYLOAD', '0102018003000000'],
    ['a stream of its own', 'UNEXPECTED_MESSAGE', '0100000002000000'],
    ['text', 'BAD_PAYLOAD', Buffer.from('SSH-2.0-').toString('hex')],
  ])('is refused when it is %s', (_, code, hex) => {
    expect(codeOf(() => aSession().read(Buffer.from(hex, 'hex'), []))).toBe(code);
  });

  it('for streams nobody knows, and without data, is passed over', () => {
    const server = new SmuxServer();
    const session = aSession();
    expect(reading(session, server.push(99, text('x')))).toEqual([]);
    expect(reading(session, server.push(99, text('')))).toEqual([]);
    expect(reading(session, Buffer.from('0103000000000000', 'hex'))).toEqual([]);
  });
});

describe('back-pressure', () => {
  it('stops reading at 4 MiB that nobody takes, whatever stream they are of, and goes on when some are taken', () => {
    const session = aSession();
    const server = new SmuxServer();
    const streams = [session.openStream(), session.openStream()] as const;
    server.receive(drain(session));
    const frames = [server.push(streams[0], Buffer.alloc(32_768)), server.push(streams[1], Buffer.alloc(32_768))];
    const events: PortEvent[] = [];
    let read = 0;
    let at = 0;
    for (; at < 1000; at += 1) {
      const frame = frames[at % 2] ?? Buffer.alloc(0);
      read = session.read(frame, events);
      if (read < frame.length) break;
    }
    const held = events.reduce((sum, event) => sum + (event.type === 'data' ? event.bytes.length : 0), 0);
    expect(held).toBe(RECEIVE_BUDGET_BYTES);
    expect(read).toBe(0);
    session.consumed(streams[1], 100);
    expect(session.read(frames[at % 2] ?? Buffer.alloc(0), events)).toBe(8 + 32_768);
    expect(session.read(Buffer.of(1), events)).toBe(0);
  });

  it('stops reading at a number of pieces too, since one byte of a frame costs us far more than one', () => {
    const session = aSession();
    const server = new SmuxServer();
    const slow = session.openStream();
    server.receive(drain(session));
    const frame = server.push(slow, Buffer.of(1));
    const events: PortEvent[] = [];
    for (let sent = 0; sent <= RECEIVE_BUDGET_PIECES; sent += 1) session.read(frame, events);
    expect(events).toHaveLength(RECEIVE_BUDGET_PIECES);
    session.consumed(slow, RECEIVE_BUDGET_PIECES - 1);
    expect(session.read(frame, events)).toBe(0);
    session.consumed(slow, 1);
    expect(session.read(frame, events)).toBe(frame.length);
  });

  it('does not let one slow stream use up the pieces of another that takes what it gets', () => {
    const session = aSession();
    const server = new SmuxServer();
    const [slow, quick] = [session.openStream(), session.openStream()];
    server.receive(drain(session));
    reading(session, server.push(slow, text('x')));
    const frame = server.push(quick, text('y'));
    const events: PortEvent[] = [];
    for (let sent = 0; sent < 2 * RECEIVE_BUDGET_PIECES; sent += 1) {
      session.read(frame, events);
      session.consumed(quick, 1);
    }
    expect(events).toHaveLength(2 * RECEIVE_BUDGET_PIECES);
  });

  it('does not let a closed stream hold up the others', () => {
    const session = aSession();
    const server = new SmuxServer();
    const slow = session.openStream();
    server.receive(drain(session));
    const frame = server.push(slow, Buffer.alloc(32_768));
    const events: PortEvent[] = [];
    while (session.read(frame, events) === frame.length);
    expect(session.read(frame, [])).toBe(0);
    session.closeStream(slow);
    expect(session.read(frame, [])).toBe(frame.length);
    session.consumed(slow, 32_768);
  });

  it('tells a full stream once when there is room again, and refuses far too much', () => {
    const session = aSession();
    const stream = session.openStream();
    session.write(stream, Buffer.alloc(64 * 1024 - 1));
    expect(session.canWrite(stream)).toBe(true);
    session.write(stream, Buffer.alloc(1));
    expect(session.canWrite(stream)).toBe(false);
    expect(codeOf(() => session.write(stream, Buffer.alloc(1024 * 1024)))).toBe('OUTGOING_FULL');
    const events: PortEvent[] = [];
    drain(session, events);
    expect(events).toEqual([{ type: 'room', stream }]);
  });

  it('consumption that never was is the caller’s mistake', () => {
    const session = aSession();
    const stream = session.openStream();
    for (const count of [1, -1, Number.NaN]) expect(codeOf(() => session.consumed(stream, count))).toBe('BAD_ARGUMENT');
    session.consumed(99, 5);
  });
});

describe('signs of life', () => {
  it('are sent every ten seconds, and missed after thirty, for agents that want them', () => {
    const session = aSession(true);
    const server = new SmuxServer();
    expect(session.wakeAtMs()).toBe(T0 + 10_000);
    session.tick(T0 + 9_999);
    expect(drain(session)).toHaveLength(0);
    session.tick(T0 + 10_000);
    server.receive(drain(session));
    expect(server.keepAlives).toBe(1);
    session.tick(T0 + 20_000);
    session.read(Buffer.from('0103000000000000', 'hex'), []);
    session.tick(T0 + 30_000);
    expect(codeOf(() => session.tick(T0 + 59_999))).toBe('none');
    expect(codeOf(() => session.tick(T0 + 60_000))).toBe('PEER_SILENT');
  });

  it('are neither sent nor missed otherwise, nor without a line', () => {
    expect(aSession(false).wakeAtMs()).toBeNull();
    const session = aSession(true);
    session.line(false, T0 + 5_000);
    expect(session.wakeAtMs()).toBeNull();
    session.tick(T0 + 100_000);
    session.line(true, T0 + 100_000);
    expect(session.wakeAtMs()).toBe(T0 + 110_000);
  });

  it('are not missed while nothing is read because nobody takes it', () => {
    const session = aSession(true);
    const stream = session.openStream();
    const frame = new SmuxServer().push(stream, Buffer.alloc(32_768));
    while (session.read(frame, []) === frame.length);
    session.tick(T0 + 30_000);
    expect(codeOf(() => session.tick(T0 + 60_000))).toBe('none');
  });
});
