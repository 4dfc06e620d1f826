import { describe, expect, it } from 'vitest';
import { PayloadType, WireError } from './index';
import {
  aChannel,
  aStartedChannel,
  eventsOf,
  framesOf,
  fromAgent,
  receiptFor,
  sentBy,
  T0,
} from './testing/channel-stage';

const OUTPUT = PayloadType.output;
const SIZE = PayloadType.size;
const text = (value: string) => Buffer.from(value, 'latin1');

describe('opening', () => {
  it.each(['', '1.2.331.0', '1.2.0.0', '1.2.677', '1.2.677.0-beta', 'x'])(
    'needs a client version that agents do not cut off: not %j',
    (clientVersion) => {
      expect(() => aChannel({ clientVersion })).toThrow(expect.objectContaining({ code: 'BAD_ARGUMENT' }));
    },
  );

  it('says who we are, with a new request id and the same client id on each line', () => {
    const channel = aChannel();
    const said = [channel.open('token-1', T0), channel.open('token-2', T0)].map(({ send }) =>
      JSON.parse(String(send[0])),
    );
    expect(Object.keys(said[0])).toEqual([
      'MessageSchemaVersion',
      'RequestId',
      'TokenValue',
      'ClientId',
      'ClientVersion',
    ]);
    expect(said[0]).toMatchObject({ MessageSchemaVersion: '1.0', TokenValue: 'token-1', ClientVersion: '1.2.677.0' });
    expect(said[1].TokenValue).toBe('token-2');
    expect(said[1].ClientId).toBe(said[0].ClientId);
    expect(said[1].RequestId).not.toBe(said[0].RequestId);
  });

  it('sends nothing else before the session type is known, then the last size and the input', () => {
    const channel = aChannel();
    channel.resize(80, 24, T0);
    expect(channel.open('token', T0).send).toHaveLength(1);
    expect(channel.write(text('ls'), T0).send).toEqual([]);
    expect(channel.resize(120, 40, T0).send).toEqual([]);
    expect([channel.started, channel.queuedBytes, channel.nextWakeAtMs]).toEqual([false, 2, null]);

    const first = channel.receive(fromAgent(0, '$ '), T0);
    expect(eventsOf(first)).toEqual(['started Standard_Stream', 'out 0 $ ']);
    expect(sentBy(first)).toEqual([
      [0n, SIZE, '{"cols":120,"rows":40}'],
      [1n, OUTPUT, 'ls'],
    ]);
  });
});

describe('input', () => {
  it('is cut into pieces of at most 1024 bytes', () => {
    const sent = sentBy(aStartedChannel().write(Buffer.alloc(2500, 0x78), T0));
    expect(sent.map(([sequence, , payload]) => [sequence, payload.length])).toEqual([
      [0n, 1024],
      [1n, 1024],
      [2n, 452],
    ]);
  });

  it('carries no flags, not even on the first message', () => {
    expect(framesOf(aStartedChannel().write(text('x'), T0))[0]).toMatchObject({
      messageType: 'input_stream_data',
      flags: 0n,
      schemaVersion: 1,
      createdAtMs: T0,
    });
  });

  it.each([
    ['\n', ['\r']],
    ['\r', ['\r']],
    ['a\n', ['a\n']],
    ['\n\n', ['\n\n']],
    [`${'x'.repeat(1024)}\n`, ['x'.repeat(1024), '\r']],
    ['', []],
  ])('turns a payload of exactly one line feed into a carriage return: %j', (input, payloads) => {
    const sent = sentBy(aStartedChannel().write(text(input), T0));
    expect(sent.map(([, , payload]) => payload)).toEqual(payloads);
  });

  it('is accepted when it is acknowledged without a gap', () => {
    const channel = aStartedChannel();
    channel.write(text('one'), T0);
    channel.resize(80, 24, T0);
    channel.write(text('three'), T0);
    expect(eventsOf(channel.receive(receiptFor(2), T0 + 10))).toEqual([]);
    expect(eventsOf(channel.receive(receiptFor(0), T0 + 10))).toEqual(['inputAccepted 3']);
    expect(eventsOf(channel.receive(receiptFor(0), T0 + 10))).toEqual([]);
    expect(channel.queuedBytes).toBe(5);
    expect(eventsOf(channel.receive(receiptFor(1), T0 + 10))).toEqual(['inputAccepted 8']);
    expect([channel.queuedBytes, channel.oldestUnacknowledged, channel.nextOutgoing]).toEqual([0, 3n, 3n]);
  });

  it('waits when the window is full and goes out when there is room', () => {
    const channel = aStartedChannel({ limits: { windowMessages: 2 } });
    expect(sentBy(channel.write(Buffer.alloc(3 * 1024), T0)).map(([sequence]) => sequence)).toEqual([0n, 1n]);
    expect(channel.canWrite).toBe(false);
    expect(sentBy(channel.receive(receiptFor(1), T0)).map(([sequence]) => sequence)).toEqual([]);
    expect(sentBy(channel.receive(receiptFor(0), T0)).map(([sequence]) => sequence)).toEqual([2n]);
    expect(channel.canWrite).toBe(true);
  });

  it('beyond the bound is refused whole', () => {
    const channel = aStartedChannel({ limits: { maxQueuedBytes: 10, maxQueuedMessages: 2 } });
    channel.write(text('12345678'), T0);
    expect(() => channel.write(text('abc'), T0)).toThrow(expect.objectContaining({ code: 'OUTGOING_FULL' }));
    expect(channel.queuedBytes).toBe(8);
    expect(sentBy(channel.write(text('ab'), T0))).toEqual([[1n, OUTPUT, 'ab']]);

    const unstarted = aChannel({ limits: { maxQueuedMessages: 2 } });
    unstarted.write(text('a'), T0);
    unstarted.write(text('b'), T0);
    expect(() => unstarted.write(text('c'), T0)).toThrow(expect.objectContaining({ code: 'OUTGOING_FULL' }));
  });
});

describe('sizes', () => {
  it('are said only when they differ from the last', () => {
    const channel = aStartedChannel();
    expect(sentBy(channel.resize(80, 24, T0))).toEqual([[0n, SIZE, '{"cols":80,"rows":24}']]);
    expect(sentBy(channel.resize(80, 24, T0))).toEqual([]);
    expect(sentBy(channel.resize(81, 24, T0))).toHaveLength(1);
  });

  it('replace each other while they wait', () => {
    const channel = aStartedChannel({ limits: { windowMessages: 1 } });
    channel.write(text('x'), T0);
    for (let cols = 10; cols < 5000; cols += 1) channel.resize(cols, 24, T0);
    expect(sentBy(channel.receive(receiptFor(0), T0))).toEqual([[1n, SIZE, '{"cols":4999,"rows":24}']]);
    expect(sentBy(channel.receive(receiptFor(1), T0))).toEqual([]);
  });

  it.each([
    [-1, 24],
    [80, 65_536],
    [80.5, 24],
    [Number.NaN, 24],
  ])('refuses %d by %d', (cols, rows) => {
    const channel = aStartedChannel();
    expect(() => channel.resize(cols, rows, T0)).toThrow(WireError);
    expect(sentBy(channel.resize(80, 24, T0))).toHaveLength(1);
  });
});

describe('resending', () => {
  it('repeats the oldest message only, byte for byte, when its time is over', () => {
    const channel = aStartedChannel();
    const [first] = channel.write(text('a'), T0).send;
    channel.write(text('b'), T0);
    expect(channel.nextWakeAtMs).toBe(T0 + 201);
    expect(channel.tick(T0 + 200).send).toEqual([]);
    expect(channel.tick(T0 + 201).send).toEqual([first]);
    expect(channel.tick(T0 + 202).send).toEqual([]);
    expect(channel.nextWakeAtMs).toBe(T0 + 402);
    expect(channel.tick(T0 + 402).send).toEqual([first]);
  });

  it('goes to the next message when the oldest is acknowledged, at most once in 100 ms', () => {
    const channel = aStartedChannel();
    channel.write(text('a'), T0);
    const [second] = channel.write(text('b'), T0).send;
    channel.tick(T0 + 201);
    channel.receive(receiptFor(0), T0 + 202);
    expect(channel.nextWakeAtMs).toBe(T0 + 301);
    expect(channel.tick(T0 + 300).send).toEqual([]);
    expect(channel.tick(T0 + 301).send).toEqual([second]);
  });

  it('follows the round trip that is measured', () => {
    const channel = aStartedChannel();
    channel.write(text('a'), T0);
    channel.receive(receiptFor(0), T0 + 20);
    channel.write(text('b'), T0 + 1000);
    expect(channel.nextWakeAtMs).toBe(T0 + 1000 + 170 + 1);
  });

  it('has nothing to wake up for when all is acknowledged, and while there is no line', () => {
    const channel = aStartedChannel();
    expect(channel.nextWakeAtMs).toBeNull();
    channel.write(text('a'), T0);
    channel.disconnected();
    expect(channel.nextWakeAtMs).toBeNull();
    expect(channel.tick(T0 + 1000).send).toEqual([]);
  });

  it('gives the peer up in the end', () => {
    const channel = aStartedChannel({ limits: { maxResends: 3 } });
    channel.write(text('a'), T0);
    let nowMs = T0;
    const sent: number[] = [];
    for (let times = 0; times < 4; times += 1) {
      nowMs = channel.nextWakeAtMs ?? nowMs;
      const effects = channel.tick(nowMs);
      sent.push(effects.send.length);
      if (times === 3) expect(eventsOf(effects)).toEqual(['refused NOT_ACKNOWLEDGED']);
    }
    expect(sent).toEqual([1, 1, 1, 0]);
  });

  it('survives a clock that is set back by a day', () => {
    const channel = aStartedChannel();
    channel.write(text('a'), T0);
    const yesterday = T0 - 86_400_000;
    expect(channel.tick(yesterday).send).toEqual([]);
    expect(channel.nextWakeAtMs).toBe(yesterday + 201);
    expect(channel.tick(yesterday + 201).send).toHaveLength(1);
  });
});

describe('a new line', () => {
  it('repeats everything unacknowledged, then what waited, and owed acknowledgements first', () => {
    const channel = aStartedChannel();
    channel.write(text('a'), T0);
    channel.write(text('b'), T0);
    channel.write(text('c'), T0);
    channel.receive(receiptFor(1), T0);
    channel.receive(fromAgent(1, 'x'), T0);
    channel.disconnected();
    expect(channel.committed(1n, T0).send).toEqual([]);
    expect(channel.write(text('d'), T0).send).toEqual([]);
    expect(channel.receive(fromAgent(2, 'late'), T0)).toEqual({ send: [], events: [] });

    const opened = channel.open('token-2', T0 + 5000);
    expect(typeof opened.send[0]).toBe('string');
    expect(framesOf(opened).map((frame) => frame.messageType)).toEqual([
      'acknowledge',
      'input_stream_data',
      'input_stream_data',
      'input_stream_data',
    ]);
    expect(sentBy(opened)).toEqual([
      [0n, OUTPUT, 'a'],
      [2n, OUTPUT, 'c'],
      [3n, OUTPUT, 'd'],
    ]);
    expect(channel.nextWakeAtMs).toBeGreaterThan(T0 + 5000);
    expect(eventsOf(channel.receive(fromAgent(2, 'late'), T0 + 5001))).toEqual(['out 2 late']);
  });
});

describe('a resumed channel', () => {
  const resume = { nextIncoming: 7n, nextOutgoing: 5n, fillFrom: 2n };

  it('is started, fills the doubtful numbers with sizes and goes on behind them', () => {
    const channel = aChannel({ resume });
    expect([channel.started, channel.nextIncoming, channel.nextOutgoing, channel.oldestUnacknowledged]).toEqual([
      true,
      7n,
      5n,
      2n,
    ]);
    channel.resize(100, 30, T0);
    channel.write(text('x'), T0);
    const size = '{"cols":100,"rows":30}';
    expect(sentBy(channel.open('token', T0))).toEqual([
      [2n, SIZE, size],
      [3n, SIZE, size],
      [4n, SIZE, size],
      // Once more, where it cannot be taken for something the agent has had.
      [5n, SIZE, size],
      [6n, OUTPUT, 'x'],
    ]);
    expect(channel.nextOutgoing).toBe(7n);
  });

  it('says that there is room again when the sizes that filled the window are acknowledged', () => {
    const channel = aChannel({ resume: { nextIncoming: 0n, nextOutgoing: 64n, fillFrom: 0n } });
    channel.open('token', T0);
    expect(channel.canWrite).toBe(false);
    const heard = Array.from({ length: 64 }, (_, n) => channel.receive(receiptFor(n), T0).events).flat();
    expect(channel.canWrite).toBe(true);
    expect(heard).toEqual([{ type: 'inputAccepted', totalBytes: 0 }]);
  });

  it('expects what its predecessor had not committed and acknowledges the rest again', () => {
    const channel = aChannel({ resume });
    channel.open('token', T0);
    expect(framesOf(channel.receive(fromAgent(6, 'old'), T0))).toHaveLength(1);
    expect(eventsOf(channel.receive(fromAgent(7, 'new'), T0))).toEqual(['out 7 new']);
  });

  it('fills a long gap through the window, not at once', () => {
    const channel = aChannel({ resume: { nextIncoming: 0n, nextOutgoing: 10n ** 15n, fillFrom: 0n } });
    expect(sentBy(channel.open('token', T0))).toHaveLength(64);
    expect(sentBy(channel.receive(receiptFor(0), T0)).map(([sequence]) => sequence)).toEqual([64n]);
  });

  it('hears the end of a handshake that its predecessor answered', () => {
    const channel = aChannel({ resume });
    channel.open('token', T0);
    expect(
      eventsOf(channel.receive(fromAgent(7, '{"CustomerMessage":"hi"}', PayloadType.handshakeComplete), T0)),
    ).toEqual(['advanced 7', 'message hi']);
  });

  it.each([
    { nextIncoming: -1n, nextOutgoing: 0n, fillFrom: 0n },
    { nextIncoming: 0n, nextOutgoing: 1n, fillFrom: 2n },
    { nextIncoming: 0n, nextOutgoing: 1n, fillFrom: -1n },
  ])('refuses the point $nextIncoming $nextOutgoing $fillFrom', (point) => {
    expect(() => aChannel({ resume: point })).toThrow(expect.objectContaining({ code: 'BAD_ARGUMENT' }));
  });

  it('ends when the last number is used up', () => {
    const last = 2n ** 63n - 1n;
    const channel = aChannel({ resume: { nextIncoming: 1n, nextOutgoing: last, fillFrom: last } });
    channel.open('token', T0);
    expect(sentBy(channel.write(text('x'), T0))).toEqual([[last, OUTPUT, 'x']]);
    expect(eventsOf(channel.write(text('y'), T0))).toEqual(['refused SEQUENCE_EXHAUSTED']);
  });
});
