import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AgentChannel,
  decodeAcknowledge,
  decodeChannelClosed,
  decodeEncryptionChallenge,
  decodeFrame,
  decodeHandshakeComplete,
  decodeHandshakeRequest,
  decodeHandshakeResponse,
  type Effects,
  MessageType,
  PayloadType,
  PortSession,
  WireError,
} from './index';
import { DEFAULT_LIMITS } from './limits';
import vectors from './testdata/ssm-vectors.json';
import {
  aChannel,
  aStartedChannel,
  completeFromAgent,
  eventsOf,
  fromAgent,
  fromService,
  receiptFor,
  requestFromAgent,
  sentBy,
  T0,
} from './testing/channel-stage';
import { encryption, kms, shell } from './testing/encryption-stage';
import { seeded } from './testing/seeded';

const captured = vectors.map(({ hex }) => Buffer.from(hex, 'hex'));

/** Only a WireError may come out of it. */
function survive<Value>(run: () => Value): Value | null {
  try {
    return run();
  } catch (error) {
    expect(error).toBeInstanceOf(WireError);
    return null;
  }
}

describe('decoders', () => {
  it('answer a captured frame with any bytes changed, cut or added with a frame or a WireError', () => {
    const chance = seeded(4711);
    for (let run = 0; run < 20_000; run += 1) {
      let bytes = Buffer.from(captured[chance.between(0, captured.length - 1)] ?? Buffer.alloc(0));
      for (let change = chance.between(0, 4); change > 0; change -= 1) {
        bytes.writeUInt8(chance.between(0, 255), chance.between(0, bytes.length - 1));
      }
      if (chance.chance(0.2)) bytes = bytes.subarray(0, chance.between(0, bytes.length));
      if (chance.chance(0.1)) bytes = Buffer.concat([bytes, chance.bytes(chance.between(1, 50))]);
      survive(() => decodeFrame(bytes, { checkDigest: chance.chance(0.5) }));
    }
  });

  it.each([
    ['deep nesting', '['.repeat(30_000)],
    ['deep objects', '{"a":'.repeat(6000)],
    ['a long key', `{"${'a'.repeat(30_000)}":1}`],
    ['many keys', `{${Array.from({ length: 3000 }, (_, at) => `"k${at}":${at}`).join(',')}}`],
    ['a huge number', `{"AcknowledgedMessageSequenceNumber":${'9'.repeat(1500)}}`],
    ['an escaped flood', `{"AgentVersion":"${'\\u0000'.repeat(5000)}"}`],
    ['a list instead of everything', `{"RequestedClientActions":[${'[],'.repeat(10_000)}[]]}`],
    ['names of the language', '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'],
  ])('survive JSON with %s, quickly', (_, text) => {
    const bytes = Buffer.from(text);
    const begun = performance.now();
    for (const decode of [
      decodeAcknowledge,
      decodeChannelClosed,
      decodeEncryptionChallenge,
      decodeHandshakeComplete,
      decodeHandshakeRequest,
      decodeHandshakeResponse,
    ]) {
      survive(() => decode(bytes));
    }
    expect(performance.now() - begun).toBeLessThan(2000);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

describe('machines', () => {
  const action = fc.record({
    actionType: fc.constantFrom('SessionType', 'KMSEncryption', 'Dance'),
    parameters: fc.constantFrom(
      { SessionType: 'Standard_Stream' },
      { SessionType: 'Port', Properties: { type: 'LocalPortForwarding' } },
      { SessionType: 5 },
      { KMSKeyId: 'key-1', Challenge: 'AAAA' },
      {},
    ),
  });
  const sequence = fc.oneof(fc.bigInt({ min: 0n, max: 8n }), fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }));
  const message = fc.oneof(
    fc.tuple(fc.nat(4), fc.array(action, { maxLength: 4 })).map(([at, actions]) => requestFromAgent(at, ...actions)),
    fc.nat(6).map((at) => completeFromAgent(at)),
    fc.tuple(sequence, fc.uint8Array({ maxLength: 80 }), fc.nat(13)).map((given) => fromAgent(...given)),
    sequence.map(receiptFor),
    fc
      .constantFrom(MessageType.pausePublication, MessageType.startPublication, 'novelty')
      .map((type) => fromService(type)),
    fc.tuple(fc.nat(28), fc.nat(2000), fc.nat(255)).map(([which, at, value]) => {
      const bytes = Buffer.from(captured[which] ?? Buffer.alloc(120));
      bytes[at % bytes.length] = value;
      return bytes;
    }),
    fc.uint8Array({ maxLength: 200 }),
  );
  const step = fc.oneof(
    { weight: 6, arbitrary: message.map((bytes) => ({ do: 'receive' as const, bytes })) },
    { weight: 1, arbitrary: fc.nat(60_000).map((ms) => ({ do: 'wait' as const, ms })) },
    { weight: 1, arbitrary: fc.constant({ do: 'key' as const }) },
    { weight: 1, arbitrary: fc.constant({ do: 'reopen' as const }) },
  );

  it('end with a WireError or go on, whatever they are told, and never answer without bound', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.boolean(), (steps, isPort) => {
        const options = { clientId: seeded(1).uuid(), clientVersion: '1.2.677.0', newId: seeded(2).uuid, encryption };
        const machine = isPort ? new PortSession(options) : aChannel({ encryption });
        let nowMs = T0;
        machine.open('token', nowMs);
        machine instanceof PortSession || machine.write(Buffer.alloc(3000), nowMs);
        for (const one of steps) {
          const effects = survive(() => {
            if (one.do === 'receive') return machine.receive(one.bytes, nowMs);
            if (one.do === 'key') {
              return machine.takeDataKey({ plaintext: new Uint8Array(64).fill(7), ciphertext: Buffer.of(1) }, nowMs);
            }
            if (one.do === 'reopen') return machine.open('token', nowMs);
            nowMs += one.ms;
            return machine.tick(nowMs);
          });
          expect(effects?.send.length ?? 0).toBeLessThan(64);
          expect(effects?.events.length ?? 0).toBeLessThan(64);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it.each<[string, bigint]>([
    ['0', 0n],
    ['the last', 2n ** 63n - 1n],
    ['one that was never sent', 77n],
  ])('pass over a receipt for %s when nothing was sent', (_, sequence) => {
    const channel = aStartedChannel();
    expect(channel.receive(receiptFor(sequence), T0)).toEqual({ send: [], events: [] });
  });

  it('use the last sequence number, and then say that there is none left', () => {
    const last = 2n ** 63n - 1n;
    const channel = aChannel({ resume: { nextIncoming: 1n, nextOutgoing: last, fillFrom: last } });
    channel.open('token', T0);
    expect(sentBy(channel.write(Buffer.from('a'), T0)).map(([sequence]) => sequence)).toEqual([last]);
    expect(eventsOf(channel.write(Buffer.from('b'), T0))).toEqual(['refused SEQUENCE_EXHAUSTED']);
  });
});

describe('a peer that', () => {
  /** Plays until the channel wants no more wake-ups; returns what it sent and said. */
  function wait(channel: AgentChannel, fromMs: number): { sent: number; last: string[]; untilMs: number } {
    let sent = 0;
    let last: string[] = [];
    let untilMs = fromMs;
    for (let wakes = 0; channel.nextWakeAtMs !== null; wakes += 1) {
      expect(wakes).toBeLessThan(5000);
      untilMs = channel.nextWakeAtMs;
      const effects = channel.tick(untilMs);
      sent += effects.send.length;
      last = eventsOf(effects);
    }
    return { sent, last, untilMs };
  }

  it('never acknowledges is given up after minutes, having been sent one window and resends of one message', () => {
    const channel = aStartedChannel();
    let queued = 0;
    const first: Effects['send'] = [];
    for (;;) {
      const effects = survive(() => channel.write(Buffer.alloc(1024), T0));
      if (effects === null) break;
      first.push(...effects.send);
      queued += 1024;
    }
    expect(queued).toBe(DEFAULT_LIMITS.maxQueuedBytes);
    expect(first.length).toBeLessThanOrEqual(DEFAULT_LIMITS.windowMessages);
    const { sent, last, untilMs } = wait(channel, T0);
    expect(last).toEqual(['refused NOT_ACKNOWLEDGED']);
    expect(sent).toBe(DEFAULT_LIMITS.maxResends);
    expect(untilMs - T0).toBeLessThan(10 * 60_000);
  });

  it('never acknowledges and pauses for ever is given up as well', () => {
    const channel = aStartedChannel({ limits: { maxResends: 20 } });
    channel.write(Buffer.from('x'), T0);
    let last: string[] = [];
    let nowMs = T0;
    for (let times = 0; channel.nextWakeAtMs !== null && times < 500; times += 1) {
      channel.receive(fromService(MessageType.pausePublication), nowMs);
      nowMs = channel.nextWakeAtMs;
      last = eventsOf(channel.tick(nowMs));
    }
    expect(last.at(-1)).toBe('refused NOT_ACKNOWLEDGED');
  });

  it('acknowledges everything, sent or not, costs nothing and frees nothing but what was sent', () => {
    const channel = aStartedChannel({ limits: { windowMessages: 2 } });
    channel.write(Buffer.alloc(10 * 1024), T0);
    let accepted = 0;
    for (let sequence = 99; sequence >= 0; sequence -= 1) {
      for (const event of channel.receive(receiptFor(sequence), T0).events) {
        if (event.type === 'inputAccepted') accepted = event.totalBytes;
      }
    }
    expect(accepted).toBe(2 * 1024);
    expect(channel.queuedBytes).toBe(8 * 1024);
  });

  it('floods with messages that wait for a first one is kept to the buffer', () => {
    const channel = aStartedChannel();
    let sent = 0;
    for (let sequence = 2; sequence < 20_000; sequence += 1) {
      const effects = channel.receive(fromAgent(sequence, Buffer.alloc(4096)), T0);
      sent += effects.send.length + effects.events.length;
    }
    expect(sent).toBe(0);
    const { events } = channel.receive(fromAgent(1, 'x'), T0);
    const bytes = events.reduce((sum, event) => sum + (event.type === 'output' ? event.bytes.length : 0), 0);
    expect(bytes).toBeLessThanOrEqual(DEFAULT_LIMITS.maxBufferedBytes + 1);
  });

  it('floods a recorder that is behind is stopped at a number of bytes, and nothing of it is acknowledged', () => {
    const channel = aStartedChannel({ limits: { maxUncommittedBytes: 100_000, maxBufferedBytes: 50_000 } });
    let handedOn = 0;
    let sent = 0;
    for (let sequence = 1; sequence < 500; sequence += 1) {
      const effects = channel.receive(fromAgent(sequence, Buffer.alloc(1024)), T0);
      sent += effects.send.length;
      handedOn += effects.events.length;
    }
    expect([handedOn, sent]).toEqual([98, 0]);
  });

  it('repeats one old message for ever is answered each time with one receipt', () => {
    const channel = aStartedChannel();
    for (let times = 0; times < 1000; times += 1) {
      expect(channel.receive(fromAgent(0, '$ '), T0)).toMatchObject({ events: [], send: { length: 1 } });
    }
  });

  it('asks for encryption and is silent then is the line’s owner’s to notice: the channel holds nothing', () => {
    const channel = aChannel({ encryption });
    channel.open('token', T0);
    channel.receive(requestFromAgent(0, shell, kms('AAAA')), T0);
    expect(channel.nextWakeAtMs).toBeNull();
    expect(survive(() => channel.write(Buffer.alloc(DEFAULT_LIMITS.maxQueuedBytes + 1), T0))).toBeNull();
  });

  it('sends the most that a message may hold is read, and one byte more is not', () => {
    const most = DEFAULT_LIMITS.maxMessageBytes - 120;
    expect(eventsOf(aStartedChannel().receive(fromAgent(1, Buffer.alloc(most, 0x61)), T0))[0]).toMatch(/^out 1 a/);
    expect(eventsOf(aStartedChannel().receive(fromAgent(1, Buffer.alloc(most + 1)), T0))).toEqual(['refused TOO_LONG']);
    expect(eventsOf(aStartedChannel().receive(fromAgent(1, 'x', PayloadType.standardError), T0))).toEqual(['err 1 x']);
  });
});
