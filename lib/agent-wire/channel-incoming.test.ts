import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageType, PayloadType, WireError } from './index';
import {
  aChannel,
  acknowledgedBy,
  aStartedChannel,
  eventsOf,
  framesOf,
  fromAgent,
  fromService,
  idOf,
  receiptFor,
  T0,
} from './testing/channel-stage';

describe('output', () => {
  it('is handed on at once and acknowledged only when committed', () => {
    const channel = aStartedChannel();
    const first = channel.receive(fromAgent(1, 'a'), T0);
    expect(eventsOf(first)).toEqual(['out 1 a']);
    expect(first.send).toEqual([]);
    channel.receive(fromAgent(2, 'b'), T0);
    channel.receive(fromAgent(3, 'c'), T0);

    expect(acknowledgedBy(channel.committed(2n, T0))).toEqual([1n, 2n]);
    expect(acknowledgedBy(channel.committed(3n, T0))).toEqual([3n]);
    expect(channel.committed(3n, T0).send).toEqual([]);
  });

  it('is acknowledged with its own id, flags SYN and FIN, and number 0', () => {
    const channel = aStartedChannel();
    channel.receive(fromAgent(1, 'a'), T0);
    const [frame] = framesOf(channel.committed(1n, T0 + 5));
    expect(frame).toMatchObject({
      messageType: 'acknowledge',
      flags: 3n,
      sequenceNumber: 0n,
      payloadType: 0,
      createdAtMs: T0 + 5,
    });
    expect(Buffer.from(frame?.payload ?? []).toString()).toBe(
      `{"AcknowledgedMessageType":"output_stream_data","AcknowledgedMessageId":"${idOf(1)}","AcknowledgedMessageSequenceNumber":1,"IsSequentialMessage":true}`,
    );
  });

  it('is put in order', () => {
    const channel = aStartedChannel();
    expect(eventsOf(channel.receive(fromAgent(3, 'c'), T0))).toEqual([]);
    expect(eventsOf(channel.receive(fromAgent(2, 'b'), T0))).toEqual([]);
    expect(eventsOf(channel.receive(fromAgent(2, 'b'), T0))).toEqual([]);
    expect(eventsOf(channel.receive(fromAgent(1, 'a'), T0))).toEqual(['out 1 a', 'out 2 b', 'out 3 c']);
    expect(acknowledgedBy(channel.committed(3n, T0))).toEqual([1n, 2n, 3n]);
  });

  it('that comes again is acknowledged again once committed, and neither shown nor acknowledged before', () => {
    const channel = aStartedChannel();
    channel.receive(fromAgent(1, 'a'), T0);
    const before = channel.receive(fromAgent(1, 'a'), T0);
    expect([before.send, before.events]).toEqual([[], []]);
    channel.committed(1n, T0);
    for (let times = 0; times < 3; times += 1) {
      const after = channel.receive(fromAgent(1, 'a'), T0);
      expect(acknowledgedBy(after)).toEqual([1n]);
      expect(after.events).toEqual([]);
    }
  });

  it('may be a view into what was received, except when it had to wait', () => {
    const channel = aStartedChannel();
    const early = fromAgent(2, 'later');
    channel.receive(early, T0);
    early.fill(0);
    expect(eventsOf(channel.receive(fromAgent(1, 'now '), T0))).toEqual(['out 1 now ', 'out 2 later']);
  });

  it('of standard error and the exit code have their own events', () => {
    const channel = aStartedChannel();
    expect(eventsOf(channel.receive(fromAgent(1, 'oops', PayloadType.standardError), T0))).toEqual(['err 1 oops']);
    expect(eventsOf(channel.receive(fromAgent(2, 'EXIT_CODE: 3', PayloadType.exitCode), T0))).toEqual(['exitCode 2 3']);
    expect(eventsOf(channel.receive(fromAgent(3, '\0\0\0\x03', PayloadType.flag), T0))).toEqual(['flag 3 3']);
    expect(eventsOf(channel.receive(fromAgent(4, '?', 99), T0))).toEqual(['advanced 4']);
    expect(acknowledgedBy(channel.committed(4n, T0))).toEqual([1n, 2n, 3n, 4n]);
  });

  it('may come as a text message', () => {
    const channel = aStartedChannel();
    // Few messages survive being text; one that is ASCII in every field does.
    const pause = `${'\0'.repeat(4)}${'pause_publication'.padEnd(32, ' ')}${'\0'.repeat(84)}`;
    expect(eventsOf(channel.receive(pause, T0))).toEqual(['paused']);
    expect(eventsOf(aStartedChannel().receive('hello', T0))).toEqual(['refused TOO_SHORT']);
  });
});

describe('a recorder that is behind', () => {
  it('stops consuming at the bound and goes on where it stopped', () => {
    const channel = aStartedChannel({ limits: { maxUncommitted: 3, maxBufferedMessages: 2 } });
    for (let sequence = 1; sequence <= 3; sequence += 1) channel.receive(fromAgent(sequence, 'x'), T0);
    for (let sequence = 4; sequence <= 9; sequence += 1) {
      expect(channel.receive(fromAgent(sequence, 'x'), T0)).toEqual({ send: [], events: [] });
    }
    // 4 and 5 found a place; 6 to 9 were dropped without an acknowledgement and come again.
    const caughtUp = channel.committed(3n, T0);
    expect(acknowledgedBy(caughtUp)).toEqual([1n, 2n, 3n]);
    expect(eventsOf(caughtUp)).toEqual(['out 4 x', 'out 5 x']);
    expect(eventsOf(channel.receive(fromAgent(6, 'y'), T0))).toEqual(['out 6 y']);
  });

  it('cannot commit what was never handed on', () => {
    const channel = aStartedChannel();
    expect(() => channel.committed(1n, T0)).toThrow(expect.objectContaining({ code: 'BAD_ARGUMENT' }));
    expect(channel.nextIncoming).toBe(1n);
  });
});

describe('early messages', () => {
  it('are all kept for six seconds of the fastest output, because the agent sends only its oldest again', () => {
    const channel = aStartedChannel();
    const last = 6 * 600;
    for (let sequence = 2; sequence <= last; sequence += 1)
      channel.receive(fromAgent(sequence, Buffer.alloc(1024)), T0);
    expect(channel.receive(fromAgent(1, Buffer.alloc(1024)), T0).events).toHaveLength(last);
  });

  it('are kept up to a number', () => {
    const channel = aStartedChannel({ limits: { maxBufferedMessages: 10 } });
    for (let sequence = 1000; sequence > 1; sequence -= 1) channel.receive(fromAgent(sequence, 'x'), T0);
    const { events } = channel.receive(fromAgent(1, 'x'), T0);
    expect(events).toHaveLength(10);
  });

  it('are kept up to a number of bytes', () => {
    const channel = aStartedChannel({ limits: { maxBufferedBytes: 2500 } });
    for (let sequence = 2; sequence < 50; sequence += 1) channel.receive(fromAgent(sequence, Buffer.alloc(1000)), T0);
    expect(channel.receive(fromAgent(1, 'x'), T0).events).toHaveLength(3);
  });

  it('far away do not take the place of near ones', () => {
    const channel = aStartedChannel({ limits: { maxBufferedMessages: 4 } });
    for (let far = 0; far < 100; far += 1) channel.receive(fromAgent(2n ** 63n - 1n - BigInt(far), 'x'), T0);
    channel.receive(fromAgent(2, 'b'), T0);
    expect(eventsOf(channel.receive(fromAgent(1, 'a'), T0))).toEqual(['out 1 a', 'out 2 b']);
  });
});

describe('the last sequence numbers', () => {
  it('are taken like all others', () => {
    const last = 2n ** 63n - 1n;
    const channel = aChannel({ resume: { nextIncoming: last - 1n, nextOutgoing: 0n, fillFrom: 0n } });
    channel.open('token', T0);
    channel.receive(fromAgent(last, 'b'), T0);
    expect(eventsOf(channel.receive(fromAgent(last - 1n, 'a'), T0))).toEqual([`out ${last - 1n} a`, `out ${last} b`]);
    expect(acknowledgedBy(channel.committed(last, T0))).toEqual([last - 1n, last]);
    expect(channel.nextIncoming).toBe(last + 1n);
  });
});

describe('a peer that breaks the rules', () => {
  it.each<[string, Uint8Array | string]>([
    ['TOO_SHORT', new Uint8Array(119)],
    ['TOO_LONG', new Uint8Array(65 * 1024)],
    ['TOO_LONG', 'x'.repeat(65 * 1024)],
    ['BAD_DIGEST', Buffer.from(fromAgent(1, 'abc')).fill(0x7a, 120, 121)],
    ['BAD_HEADER_LENGTH', Buffer.from(fromAgent(1, 'abc')).fill(0xff, 0, 4)],
    ['BAD_SEQUENCE', Buffer.from(fromAgent(1, 'abc')).fill(0xff, 48, 49)],
    ['BAD_PAYLOAD', fromService(MessageType.acknowledge, '{}')],
    ['BAD_PAYLOAD', fromAgent(1, 'EXIT_CODE: many', PayloadType.exitCode)],
    ['BAD_PAYLOAD', fromAgent(1, 'flag!', PayloadType.flag)],
    ['UNEXPECTED_MESSAGE', fromAgent(1, '{}', PayloadType.handshakeRequest)],
    ['UNEXPECTED_MESSAGE', fromAgent(1, '{}', PayloadType.handshakeComplete)],
    ['UNEXPECTED_MESSAGE', fromAgent(1, '{}', PayloadType.encryptionChallengeRequest)],
    ['UNEXPECTED_MESSAGE', fromAgent(1, '{"cols":1,"rows":1}', PayloadType.size)],
    ['UNEXPECTED_MESSAGE', fromAgent(1, '{}', PayloadType.handshakeResponse)],
    ['UNEXPECTED_MESSAGE', fromAgent(1, '{}', PayloadType.encryptionChallengeResponse)],
    ['UNEXPECTED_MESSAGE', fromService(MessageType.input, 'x')],
  ])('is refused with %s, and then nothing happens any more', (code, message) => {
    const channel = aStartedChannel();
    const refused = channel.receive(message, T0);
    expect(eventsOf(refused).at(-1)).toBe(`refused ${code}`);
    expect(channel.receive(fromAgent(2, 'x'), T0)).toEqual({ send: [], events: [] });
    expect(channel.write(Buffer.from('x'), T0)).toEqual({ send: [], events: [] });
    expect(channel.tick(T0 + 10_000)).toEqual({ send: [], events: [] });
    expect([channel.canWrite, channel.nextWakeAtMs]).toEqual([false, null]);
  });

  it('may tell the end of its command once', () => {
    const channel = aStartedChannel();
    channel.receive(fromAgent(1, 'EXIT_CODE: 0', PayloadType.exitCode), T0);
    const again = channel.receive(fromAgent(2, 'EXIT_CODE: 0', PayloadType.exitCode), T0);
    expect(eventsOf(again)).toEqual(['refused UNEXPECTED_MESSAGE']);
  });

  it('may say what this client does not know', () => {
    const channel = aStartedChannel();
    expect(channel.receive(fromService('agent_novelty', 'x'), T0)).toEqual({ send: [], events: [] });
    expect(channel.receive(receiptFor(12345), T0)).toEqual({ send: [], events: [] });
  });

  it('cannot make a channel throw or answer without end', () => {
    const payload = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc.json().map((text) => Buffer.from(text)),
    );
    const frame = fc
      .tuple(fc.nat(6), fc.nat(13), payload, fc.boolean())
      .map(([sequence, payloadType, bytes, isStream]) =>
        isStream
          ? fromAgent(sequence, bytes, payloadType)
          : fromService(MessageType.acknowledge, Buffer.from(bytes).toString()),
      );
    const damaged = fc.tuple(frame, fc.nat(119), fc.nat(255)).map(([bytes, at, value]) => {
      const copy = Buffer.from(bytes);
      copy[at] = value;
      return copy;
    });
    const messages = fc.array(
      fc.oneof({ weight: 4, arbitrary: frame }, { weight: 1, arbitrary: damaged }, fc.uint8Array(), fc.string()),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(messages, (received) => {
        const channel = aChannel();
        channel.open('token', T0);
        for (const message of received) {
          const effects = channel.receive(message, T0);
          expect(effects.send.length).toBeLessThan(10);
          for (const event of effects.events)
            if (event.type === 'refused') expect(event.error).toBeInstanceOf(WireError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('the service', () => {
  it('closes the channel with its reason', () => {
    const channel = aStartedChannel();
    const text =
      '{"MessageId":"x","SchemaVersion":1,"Output":"Your session timed out due to inactivity and has been terminated."}';
    expect(eventsOf(channel.receive(fromService(MessageType.channelClosed, text), T0))).toEqual([
      'closed Your session timed out due to inactivity and has been terminated.',
    ]);
    expect(channel.receive(fromAgent(1, 'x'), T0)).toEqual({ send: [], events: [] });
    expect(channel.open('token', T0)).toEqual({ send: [], events: [] });
  });

  it.each(['', 'not json', '[]', '{"Output":5}', '{}'])('closes the channel also with %j', (text) => {
    expect(eventsOf(aStartedChannel().receive(fromService(MessageType.channelClosed, text), T0))).toEqual(['closed ']);
  });
});
