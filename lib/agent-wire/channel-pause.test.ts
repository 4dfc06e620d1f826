import { describe, expect, it } from 'vitest';
import { MessageType } from './index';
import {
  aChannel,
  acknowledgedBy,
  aStartedChannel,
  eventsOf,
  fromAgent,
  fromService,
  receiptFor,
  sentBy,
  T0,
} from './testing/channel-stage';

const pause = fromService(MessageType.pausePublication, 'pause_publication');
const start = fromService(MessageType.startPublication, 'start_publication');
const text = (value: string) => Buffer.from(value, 'latin1');

function aPausedChannel(options: Parameters<typeof aStartedChannel>[0] = {}) {
  const channel = aStartedChannel(options);
  channel.write(text('before'), T0);
  expect(eventsOf(channel.receive(pause, T0))).toEqual(['paused']);
  return channel;
}

describe('while the agent is away', () => {
  it('nothing is sent, neither for the first time nor again, until the service says that it is back', () => {
    const channel = aPausedChannel();
    expect(channel.paused).toBe(true);
    expect(channel.write(text('during'), T0).send).toEqual([]);
    expect(channel.resize(100, 30, T0).send).toEqual([]);
    expect(channel.tick(T0 + 5000).send).toEqual([]);
    expect(eventsOf(channel.receive(pause, T0 + 5000))).toEqual([]);

    const back = channel.receive(start, T0 + 6000);
    expect(eventsOf(back)).toEqual(['resumed']);
    expect(sentBy(back).map(([sequence, , payload]) => [sequence, payload])).toEqual([
      [0n, 'before'],
      [1n, '{"cols":100,"rows":30}'],
      [2n, 'during'],
    ]);
    expect(channel.nextWakeAtMs).toBe(T0 + 6201);
  });

  it.each([
    ['output', fromAgent(1, 'a')],
    ['a receipt', receiptFor(0)],
  ])('it counts as back when it sends %s', (_, message) => {
    const channel = aPausedChannel();
    channel.write(text('during'), T0);
    const effects = channel.receive(message, T0 + 10);
    expect(eventsOf(effects)[0]).toBe('resumed');
    expect(sentBy(effects).map(([, , payload]) => payload)).toEqual(['during']);
    expect(channel.paused).toBe(false);
  });

  it('what it had sent before is acknowledged all the same', () => {
    const channel = aStartedChannel();
    channel.receive(fromAgent(1, 'a'), T0);
    channel.receive(pause, T0);
    expect(acknowledgedBy(channel.committed(1n, T0))).toEqual([1n]);
  });

  it('time alone wakes nobody as long as nothing waits', () => {
    const channel = aStartedChannel();
    channel.receive(pause, T0);
    expect(channel.nextWakeAtMs).toBeNull();
    channel.write(text('x'), T0 + 50);
    expect(channel.nextWakeAtMs).toBe(T0 + 30_000);
  });

  it('the word of a service that forgets to take it back is believed for a while only', () => {
    const channel = aPausedChannel({ limits: { maxPauseMs: 1000, maxResends: 3 } });
    channel.write(text('during'), T0);
    expect(channel.tick(T0 + 999).send).toEqual([]);
    const effects = channel.tick(T0 + 1000);
    expect(eventsOf(effects)).toEqual(['resumed']);
    expect(sentBy(effects).map(([, , payload]) => payload)).toEqual(['during', 'before']);
    let nowMs = T0 + 1000;
    let last = eventsOf(effects);
    for (let times = 0; times < 5 && channel.nextWakeAtMs !== null; times += 1) {
      nowMs = channel.nextWakeAtMs;
      last = eventsOf(channel.tick(nowMs));
    }
    expect(last).toEqual(['refused NOT_ACKNOWLEDGED']);
  });

  it('a clock that is set back does not make the pause longer', () => {
    const channel = aPausedChannel({ limits: { maxPauseMs: 1000 } });
    channel.tick(T0 - 60_000);
    expect(eventsOf(channel.tick(T0 - 59_000))).toEqual(['resumed']);
  });

  it('a new line begins without a pause', () => {
    const channel = aPausedChannel();
    channel.disconnected();
    const opened = channel.open('token', T0 + 10);
    expect(eventsOf(opened)).toEqual(['resumed']);
    expect(sentBy(opened).map(([, , payload]) => payload)).toEqual(['before']);
  });

  it('a service that says so over and over does not make everything go out over and over', () => {
    const channel = aStartedChannel();
    channel.write(Buffer.alloc(20 * 1024), T0);
    let sent = 0;
    for (let times = 0; times < 100; times += 1) {
      channel.receive(pause, T0 + 10 * times);
      sent += channel.receive(start, T0 + 10 * times).send.length;
    }
    expect(sent).toBe(20);
  });

  it('the answer to a handshake waits as well', () => {
    const channel = aChannel();
    channel.open('token', T0);
    channel.receive(pause, T0);
    expect(channel.receive(start, T0).send).toEqual([]);
  });
});
