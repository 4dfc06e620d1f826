import { describe, expect, it } from 'vitest';
import { Flag, MessageType, PortSession } from '../index';
import { fromAgent, fromService, T0 } from '../testing/channel-stage';
import { PortStage } from '../testing/port-stage';
import { seeded } from '../testing/seeded';

const text = (value: string) => Buffer.from(value);

describe('a multiplexed session', () => {
  it('says what it is for, and carries several connections both ways', () => {
    const stage = new PortStage().begin();
    expect(stage.events).toEqual([
      {
        type: 'ready',
        mode: 'multiplexed',
        properties: { portNumber: '5432', localPortNumber: '0', type: 'LocalPortForwarding', host: 'db' },
      },
    ]);
    const [one, other] = [stage.open(), stage.open()];
    stage.write(one, 'select 1');
    stage.write(other, '\n');
    expect(stage.smux.opened).toEqual([3, 5]);
    expect(Buffer.concat(stage.smux.streams.get(one)?.received ?? []).toString()).toBe('select 1');
    // A line feed alone: the reference client would make a carriage return of it.
    expect(Buffer.concat(stage.smux.streams.get(other)?.received ?? []).toString()).toBe('\n');

    stage.print(Buffer.concat([stage.smux.push(other, text('b')), stage.smux.push(one, Buffer.alloc(5000, 0x61))]));
    expect(stage.received(one)).toEqual(Buffer.alloc(5000, 0x61));
    expect(stage.received(other).toString()).toBe('b');
    stage.print(stage.smux.close(one));
    expect(stage.told.at(-1)).toBe('finished');
    stage.close(one);
    expect(stage.smux.streams.get(one)?.isClosedByClient).toBe(true);
  });

  it('says when a destination could not be reached', () => {
    const stage = new PortStage().begin();
    const stream = stage.open();
    stage.say(stage.agent.sendFlag(Flag.connectToPortError, T0));
    stage.print(stage.smux.close(stream));
    expect(stage.told.slice(1)).toEqual(['destinationRefused', 'finished']);
  });

  it('is encrypted where the agent wants it', () => {
    const stage = new PortStage({ isEncrypted: true }).begin();
    expect(stage.told).toEqual(['dataKeyWanted', 'ready']);
    const stream = stage.open();
    stage.write(stream, 'secret');
    expect(Buffer.concat(stage.smux.streams.get(stream)?.received ?? []).toString()).toBe('secret');
    stage.print(stage.smux.push(stream, text('answer')));
    expect(stage.received(stream).toString()).toBe('answer');
  });

  it('goes on over a new line with every byte once', () => {
    const stage = new PortStage().begin();
    const stream = stage.open();
    stage.isUp = false;
    stage.session.disconnected(stage.nowMs);
    stage.write(stream, Buffer.alloc(30_000, 0x61));
    expect(stage.session.nextWakeAtMs).toBeNull();
    stage.nowMs += 60_000;
    stage.isUp = true;
    stage.perform(stage.session.open('token-2', stage.nowMs));
    expect(Buffer.concat(stage.smux.streams.get(stream)?.received ?? [])).toEqual(Buffer.alloc(30_000, 0x61));
  });

  it('says nothing of its own accord to a newer agent, and signs of life to an older one', () => {
    expect(new PortStage().begin().session.nextWakeAtMs).toBeNull();
    const stage = new PortStage({ agentVersion: '3.1.1511.0' }).begin();
    expect(stage.session.nextWakeAtMs).toBe(T0 + 10_000);
    for (let times = 0; times < 3; times += 1) {
      stage.nowMs = stage.session.nextWakeAtMs ?? stage.nowMs;
      stage.perform(stage.session.tick(stage.nowMs));
    }
    expect(stage.smux.keepAlives).toBeGreaterThan(1);
    stage.nowMs += 60_000;
    stage.perform(stage.session.tick(stage.nowMs));
    expect(stage.events.at(-1)).toMatchObject({ type: 'refused', error: { code: 'PEER_SILENT' } });
    expect(stage.session.nextWakeAtMs).toBeNull();
  });
});

describe('back-pressure of a session', () => {
  it('keeps what nobody takes in the service: nothing more is acknowledged, and the line asks not to be read', () => {
    const stage = new PortStage().begin();
    const stream = stage.open();
    const block = Buffer.alloc(32_768, 0x61);
    let printed = 0;
    while (!stage.session.isFull && printed < 1000) {
      stage.print(stage.smux.push(stream, block));
      printed += 1;
    }
    const held = stage.received(stream).length;
    expect(held).toBeGreaterThanOrEqual(4 * 1024 * 1024);
    expect(held).toBeLessThan(4 * 1024 * 1024 + 2048);
    expect(printed * block.length - held).toBeLessThan(600 * 1024);
    expect(stage.agent.isQuiet).toBe(false);

    let taken = 0;
    while (taken < printed * block.length) {
      const have = stage.received(stream).length;
      stage.consumed(stream, have - taken);
      taken = have;
      stage.nowMs += 1000;
      stage.say(stage.agent.tick(stage.nowMs));
    }
    expect(stage.session.isFull).toBe(false);
    expect(stage.received(stream).equals(Buffer.alloc(printed * block.length, 0x61))).toBe(true);
  });

  it('tells a local connection to wait while the agent does not acknowledge, with bounded memory', () => {
    const stage = new PortStage().begin();
    const stream = stage.open();
    stage.isUp = false;
    let written = 0;
    while (stage.session.canWrite(stream)) {
      stage.write(stream, Buffer.alloc(16 * 1024));
      written += 16 * 1024;
    }
    expect(written).toBeLessThanOrEqual(256 * 1024);
    expect(() => stage.write(stream, Buffer.alloc(1024 * 1024))).toThrow(
      expect.objectContaining({ code: 'OUTGOING_FULL' }),
    );
    stage.isUp = true;
    stage.perform(stage.session.open('token-2', stage.nowMs));
    expect(stage.told).toContain('room');
    expect(Buffer.concat(stage.smux.streams.get(stream)?.received ?? [])).toHaveLength(written);
  });
});

describe('a basic session', () => {
  const basic = { agentVersion: '3.0.196.0' };

  it('carries one connection after another, and tells the agent when one has ended', () => {
    const stage = new PortStage(basic).begin();
    expect(stage.events[0]).toMatchObject({ type: 'ready', mode: 'basic' });
    const first = stage.open();
    expect(() => stage.open()).toThrow(expect.objectContaining({ code: 'BAD_ARGUMENT' }));
    stage.write(first, 'one');
    stage.print(text('answer'));
    stage.close(first);
    expect([stage.heard.toString(), stage.received(first).toString(), stage.agent.flags]).toEqual([
      'one',
      'answer',
      [Flag.disconnectToPort],
    ]);
    const second = stage.open();
    stage.write(second, 'two');
    stage.print(text('more'));
    expect([stage.heard.toString(), stage.received(second).toString()]).toEqual(['onetwo', 'more']);
  });

  it('keeps what a server says first for the first connection', () => {
    const stage = new PortStage(basic).begin();
    stage.print(text('220 ready'));
    expect(stage.agent.isQuiet).toBe(false);
    expect(stage.received(stage.open()).toString()).toBe('220 ready');
    expect(stage.agent.isQuiet).toBe(true);
  });

  it('gives a connection nothing of the one before it', () => {
    const stage = new PortStage(basic).begin();
    const first = stage.open();
    stage.write(first, 'one');
    stage.isUp = false;
    stage.close(first);
    const second = stage.open();
    stage.write(second, 'two');
    stage.isUp = true;
    stage.print(text('the tail of the first'));
    // The agent has not heard of the end yet: the second connection has to wait.
    expect([stage.received(second).toString(), stage.heard.toString()]).toEqual(['', 'one']);
    stage.nowMs += 1000;
    stage.perform(stage.session.tick(stage.nowMs));
    expect([stage.heard.toString(), stage.agent.flags]).toEqual(['onetwo', [Flag.disconnectToPort]]);
    stage.print(text('for the second'));
    expect(stage.received(second).toString()).toBe('for the second');
  });

  it('does not end what never began', () => {
    const stage = new PortStage(basic).begin();
    stage.close(stage.open());
    stage.close(stage.open());
    expect(stage.agent.flags).toEqual([Flag.disconnectToPort]);
  });
});

describe('a standard session', () => {
  const ssh = { type: '' };

  it('carries one connection, whose end is the session’s', () => {
    const stage = new PortStage(ssh).begin();
    expect(stage.events[0]).toMatchObject({ type: 'ready', mode: 'standard' });
    stage.print(text('SSH-2.0-OpenSSH'));
    const stream = stage.open();
    expect(stage.received(stream).toString()).toBe('SSH-2.0-OpenSSH');
    stage.write(stream, Buffer.alloc(3000, 0x61));
    stage.close(stream);
    expect(stage.heard).toEqual(Buffer.alloc(3000, 0x61));
    expect(stage.agent.flags).toEqual([Flag.terminateSession]);
    expect(() => stage.open()).toThrow(expect.objectContaining({ code: 'BAD_ARGUMENT' }));
  });

  it('has the service end it where the agent does not know how', () => {
    const stage = new PortStage({ ...ssh, agentVersion: '2.3.722.0' }).begin();
    stage.close(stage.open());
    expect(stage.told).toEqual(['ready', 'endWanted']);
    expect(stage.agent.flags).toEqual([]);
  });
});

describe('the end of a session', () => {
  it('is asked for with a flag, or of the service where the agent is too old', () => {
    const stage = new PortStage().begin();
    stage.perform(stage.session.terminate(T0));
    expect(stage.agent.flags).toEqual([Flag.terminateSession]);
    const old = new PortStage({ agentVersion: '2.3.722.0' }).begin();
    old.perform(old.session.terminate(T0));
    expect(old.told).toEqual(['ready', 'endWanted']);
    expect(new PortStage().session.terminate(T0).events).toEqual([{ type: 'endWanted' }]);
  });

  it('is told once, and then nothing happens any more', () => {
    const stage = new PortStage().begin();
    const stream = stage.open();
    stage.say([fromService(MessageType.channelClosed, '{"Output":"bye"}')]);
    expect(stage.events.at(-1)).toEqual({ type: 'closed', output: 'bye' });
    const nothing = { send: [], events: [] };
    expect(stage.session.write(stream, text('x'), T0)).toEqual(nothing);
    expect(stage.session.consumed(stream, 5, T0)).toEqual(nothing);
    expect(stage.session.closeStream(stream, T0)).toEqual(nothing);
    expect(stage.session.terminate(T0)).toEqual(nothing);
    expect([stage.session.canWrite(stream), stage.session.isReady, stage.session.isFull]).toEqual([
      false,
      false,
      false,
    ]);
    stage.session.end();
  });

  it.each([
    ['a shell', { sessionType: 'Standard_Stream' }],
    ['nothing it knows', { sessionType: 'InteractiveCommands' }],
  ])('comes at once when the session carries %s', (_, options) => {
    const stage = new PortStage(options).begin();
    expect(stage.events.at(-1)).toMatchObject({ type: 'refused', error: { code: 'UNEXPECTED_MESSAGE' } });
  });

  it('comes when the agent sends output without saying what the session is', () => {
    const session = new PortSession({ clientId: seeded(1).uuid(), clientVersion: '1.2.677.0', newId: seeded(2).uuid });
    session.open('token', T0);
    expect(session.receive(fromAgent(0, '$ '), T0).events).toMatchObject([
      { type: 'refused', error: { code: 'UNEXPECTED_MESSAGE' } },
    ]);
  });

  it('comes when the agent breaks the protocol inside the stream', () => {
    const stage = new PortStage().begin();
    stage.open();
    stage.print(text('HTTP/1.1 400 Bad Request'));
    expect(stage.events.at(-1)).toMatchObject({ type: 'refused', error: { code: 'BAD_PAYLOAD' } });
  });

  it('no connection can be made any more, which its owner is told', () => {
    const stage = new PortStage().begin();
    stage.say([fromService(MessageType.channelClosed, '{"Output":"bye"}')]);
    expect(() => stage.session.openStream(T0)).toThrow(expect.objectContaining({ code: 'BAD_ARGUMENT' }));
  });

  it('nothing can be carried before the beginning', () => {
    const { session } = new PortStage();
    for (const early of [() => session.openStream(T0), () => session.write(3, text('x'), T0)]) {
      expect(early).toThrow(expect.objectContaining({ code: 'BAD_ARGUMENT' }));
    }
  });
});
