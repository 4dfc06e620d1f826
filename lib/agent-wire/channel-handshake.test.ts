import { describe, expect, it } from 'vitest';
import { type AgentChannel, PayloadType, type RequestedAction } from './index';
import {
  aChannel,
  acknowledgedBy,
  completeFromAgent,
  eventsOf,
  framesOf,
  fromAgent,
  receiptFor,
  requestFromAgent,
  sentBy,
  sessionTypeAction,
  T0,
} from './testing/channel-stage';

const request = requestFromAgent;
const complete = completeFromAgent;
const sessionType = sessionTypeAction;

function anOpenChannel() {
  const channel = aChannel();
  channel.open('token', T0);
  return channel;
}

describe('a handshake', () => {
  it('is answered at once and starts the session when it is complete', () => {
    const channel = anOpenChannel();
    channel.resize(80, 24, T0);
    channel.write(Buffer.from('ls'), T0);
    const asked = channel.receive(request(0, sessionType('NonInteractiveCommands')), T0);
    // It is told as heard when its answer has arrived, or with what follows.
    expect(eventsOf(asked)).toEqual([]);
    expect(framesOf(asked).map((frame) => [frame.sequenceNumber, frame.payloadType])).toEqual([
      [0n, PayloadType.handshakeResponse],
    ]);
    expect(channel.started).toBe(false);

    const done = channel.receive(complete(1, 'Mind the gap'), T0);
    expect(eventsOf(done)).toEqual([
      'advanced 0',
      'advanced 1',
      'message Mind the gap',
      'started NonInteractiveCommands',
    ]);
    expect(sentBy(done).map(([sequence, payloadType]) => [sequence, payloadType])).toEqual([
      [1n, PayloadType.size],
      [2n, PayloadType.output],
    ]);
    expect(acknowledgedBy(channel.committed(1n, T0))).toEqual([0n, 1n]);
  });

  it('has its answer repeated until it is acknowledged', () => {
    const channel = anOpenChannel();
    const [answer] = channel.receive(request(0, sessionType('Standard_Stream')), T0).send;
    expect(channel.tick(T0 + 201).send).toEqual([answer]);
    expect(eventsOf(channel.receive(receiptFor(0), T0 + 210))).toEqual(['advanced 0']);
    expect(channel.nextWakeAtMs).toBeNull();
  });

  it('may come in the wrong order', () => {
    const channel = anOpenChannel();
    channel.receive(fromAgent(2, '$ '), T0);
    channel.receive(complete(1), T0);
    expect(eventsOf(channel.receive(request(0, sessionType('Standard_Stream')), T0))).toEqual([
      'advanced 0',
      'advanced 1',
      'started Standard_Stream',
      'out 2 $ ',
    ]);
  });

  it('is not taken for begun by output that comes before its end', () => {
    const channel = anOpenChannel();
    channel.receive(request(0, sessionType('InteractiveCommands')), T0);
    expect(eventsOf(channel.receive(fromAgent(1, 'x'), T0))).toEqual(['advanced 0', 'out 1 x']);
    expect(channel.started).toBe(false);
    expect(eventsOf(channel.receive(complete(2), T0))).toEqual(['advanced 2', 'started InteractiveCommands']);
  });

  it.each<[string, RequestedAction]>([
    ['a session type nobody knows', sessionType('Telepathy')],
    ['an action nobody knows', { actionType: 'Dance', parameters: {} }],
  ])('with %s is answered and then refused', (_, action) => {
    const effects = anOpenChannel().receive(request(0, action), T0);
    expect(sentBy(effects)).toHaveLength(1);
    expect(eventsOf(effects)).toEqual(['advanced 0', 'refused HANDSHAKE_FAILED']);
  });

  it('happens once', () => {
    const channel = anOpenChannel();
    channel.receive(request(0, sessionType('Standard_Stream')), T0);
    const again = channel.receive(request(1, sessionType('Standard_Stream')), T0);
    expect(eventsOf(again).at(-1)).toBe('refused UNEXPECTED_MESSAGE');
    expect(again.send).toEqual([]);
  });

  it('cannot be completed without having begun', () => {
    expect(eventsOf(anOpenChannel().receive(complete(0), T0)).at(-1)).toBe('refused UNEXPECTED_MESSAGE');
  });
});

describe('a handshake that a successor hears again', () => {
  const sent = (effects: ReturnType<AgentChannel['tick']>) => sentBy(effects).map(([, payloadType]) => payloadType);

  function aSuccessor(hasShown = false) {
    const channel = aChannel({ resume: { nextIncoming: 0n, fillFrom: 0n, nextOutgoing: 1n, hasShown } });
    channel.resize(80, 24, T0);
    channel.open('token', T0);
    channel.receive(receiptFor(0), T0);
    return channel;
  }

  // An agent that has its answer takes a second one for a new question and reads nothing any more until somebody asks that.
  it('is not answered when the agent goes on, which proves that it has an answer', () => {
    const channel = aSuccessor();
    const asked = channel.receive(request(0, sessionType('NonInteractiveCommands')), T0);
    expect([eventsOf(asked), sent(asked)]).toEqual([['advanced 0'], []]);
    const done = channel.receive(complete(1), T0 + 300);
    expect(eventsOf(done)).toEqual(['advanced 1', 'started NonInteractiveCommands']);
    expect(sent(done)).toEqual([PayloadType.size]);
    channel.receive(receiptFor(1), T0 + 310);
    expect(channel.nextWakeAtMs).toBeNull();
    expect(channel.tick(T0 + 60_000).send).toEqual([]);
  });

  it('is answered when the agent still waits after a while', () => {
    const channel = aSuccessor();
    expect(sent(channel.receive(request(0, sessionType('NonInteractiveCommands')), T0))).toEqual([]);
    const wakeAtMs = channel.nextWakeAtMs ?? 0;
    expect(wakeAtMs - T0).toBeLessThan(5_000);
    expect(sent(channel.tick(wakeAtMs - 1))).toEqual([]);
    expect(sent(channel.tick(wakeAtMs))).toEqual([PayloadType.handshakeResponse]);
    channel.receive(receiptFor(1), wakeAtMs);
    expect(channel.nextWakeAtMs).toBeNull();
    expect(eventsOf(channel.receive(complete(1), wakeAtMs)).at(-1)).toBe('started NonInteractiveCommands');
  });

  it('is not answered when the session is known to have begun', () => {
    const channel = aSuccessor(true);
    expect(sent(channel.receive(request(0, sessionType('NonInteractiveCommands')), T0))).toEqual([]);
    channel.receive(receiptFor(1), T0);
    expect(channel.nextWakeAtMs).toBeNull();
    expect(eventsOf(channel.receive(complete(1), T0))).toEqual(['advanced 1']);
  });
});
