import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { MessageType } from '../index';
import { fromService } from '../testing/channel-stage';
import { PortStage } from '../testing/port-stage';
import { TcpAgent } from '../testing/tcp-agent';
import { joinPort } from './join-port';
import type { PortEvent } from './port-carrier';
import { PortSession } from './port-session';

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const one of opened.splice(0).reverse()) one.close();
});

async function aServer(answer: (socket: Socket) => void): Promise<number> {
  const server: Server = createServer({ allowHalfOpen: false }, (socket) => {
    socket.on('error', () => undefined);
    opened.push({ close: () => socket.destroy() });
    answer(socket);
  });
  opened.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/**
 * A tunnel from a local port of this machine to a server behind an agent. Messages take a turn of the event loop each way; `isUp` false
 * loses them, as a broken line does.
 */
async function aTunnel(serverPort: number, mode: 'basic' | 'multiplexed' = 'multiplexed') {
  const events: PortEvent[] = [];
  const toClient: Uint8Array[] = [];
  const line = { isUp: true, isPaused: false, pauses: 0 };
  const session = new PortSession({ clientId: randomUUID(), clientVersion: '1.2.677.0', newId: randomUUID });
  const agent = new TcpAgent({
    port: serverPort,
    mode,
    say: (messages) => {
      toClient.push(...messages);
      setImmediate(deliver);
    },
  });
  const deliver = () => {
    while (!line.isPaused) {
      const message = toClient.shift();
      if (message === undefined) return;
      if (line.isUp) joined.perform(session.receive(message, Date.now()));
    }
  };
  const joined = joinPort(session, {
    now: () => Date.now(),
    send: (messages) => {
      setImmediate(() => {
        for (const message of line.isUp ? messages : []) if (typeof message !== 'string') agent.receive(message);
      });
    },
    pause: (isPaused) => {
      line.isPaused = isPaused;
      line.pauses += isPaused ? 1 : 0;
      if (!isPaused) setImmediate(deliver);
    },
    happened: (event) => events.push(event),
  });
  const ticking = setInterval(() => {
    joined.perform(session.tick(Date.now()));
    agent.tick();
  }, 20);
  opened.push({ close: () => clearInterval(ticking) }, agent);

  joined.perform(session.open('token', Date.now()));
  toClient.push(...agent.agent.open(Date.now()));
  deliver();
  await vi.waitFor(() => expect(session.isReady).toBe(true), 20_000);
  const port = await aServer((socket) => joined.connect(socket));
  return {
    events,
    line,
    session,
    joined,
    agent,
    dial: async () => {
      const socket = connect(port, '127.0.0.1');
      opened.push({ close: () => socket.destroy() });
      await once(socket, 'connect');
      return socket;
    },
  };
}

/** All bytes until the other side ends. */
async function readAll(socket: Socket): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of socket) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

async function readBytes(socket: Socket, count: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let read = 0;
  for await (const piece of socket.iterator({ destroyOnReturn: false })) {
    pieces.push(piece as Buffer);
    read += (piece as Buffer).length;
    if (read >= count) break;
  }
  return Buffer.concat(pieces);
}

const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const echo = (socket: Socket) => socket.pipe(socket);

describe('a local stream', () => {
  it('may hand over at once more than a session holds for it', { timeout: 20_000 }, async () => {
    const { joined, line } = await aTunnel(await aServer(echo));
    const sent = randomBytes(3 * 1024 * 1024);
    const heard: Buffer[] = [];
    let heardBytes = 0;
    const local = new Duplex({
      read: () => undefined,
      write: (chunk: Buffer, _encoding, done) => {
        heard.push(chunk);
        heardBytes += chunk.length;
        done();
      },
    });
    joined.connect(local);
    local.push(sent);
    await vi.waitFor(() => expect(heardBytes).toBe(sent.length), { timeout: 15_000 });
    expect(digest(Buffer.concat(heard))).toBe(digest(sent));
    expect(line.isUp).toBe(true);
  });
});

describe('a real connection through a tunnel', () => {
  it('echoes what is sent, several at once, and ends on both sides when the local one does', {
    timeout: 20_000,
  }, async () => {
    const ends: Promise<unknown>[] = [];
    const port = await aServer((socket) => {
      ends.push(once(socket, 'close'));
      echo(socket);
    });
    const { dial } = await aTunnel(port);
    await Promise.all(
      [300_000, 200_000, 70_000, 1].map(async (length) => {
        const socket = await dial();
        const sent = randomBytes(length);
        socket.write(sent);
        expect(digest(await readBytes(socket, length))).toBe(digest(sent));
        socket.end();
      }),
    );
    expect(ends).toHaveLength(4);
    await Promise.all(ends);
  });

  it('hands on the last byte before it ends', { timeout: 20_000 }, async () => {
    const answer = randomBytes(250_000);
    const { dial } = await aTunnel(await aServer((socket) => socket.end(answer)));
    expect(digest(await readAll(await dial()))).toBe(digest(answer));
  });

  it('waits for a slow reader, and has the line wait', { timeout: 30_000 }, async () => {
    const answer = randomBytes(14 * 1024 * 1024);
    const { dial, line } = await aTunnel(await aServer((socket) => socket.end(answer)));
    const socket = await dial();
    socket.pause();
    await vi.waitFor(() => expect(line.pauses).toBeGreaterThan(0), { timeout: 20_000 });
    expect(digest(await readAll(socket))).toBe(digest(answer));
  });

  it('goes on where it was when the line breaks in the middle', { timeout: 20_000 }, async () => {
    const { dial, line, session, joined } = await aTunnel(await aServer(echo));
    const socket = await dial();
    const sent = randomBytes(200_000);
    socket.write(sent.subarray(0, 100_000));
    line.isUp = false;
    session.disconnected(Date.now());
    socket.write(sent.subarray(100_000));
    line.isUp = true;
    joined.perform(session.open('token-2', Date.now()));
    expect(digest(await readBytes(socket, sent.length))).toBe(digest(sent));
  });

  it('is closed when nobody listens at the destination, which is said once', async () => {
    const port = await aServer(() => undefined);
    const unused = opened.pop();
    const closed = once(unused as unknown as Server, 'close');
    unused?.close();
    await closed;
    const { dial, events } = await aTunnel(port);
    expect(await readAll(await dial())).toHaveLength(0);
    expect(events.map(({ type }) => type)).toEqual(['ready', 'destinationRefused']);
  });

  it('may be followed by another in a basic session', async () => {
    const { dial } = await aTunnel(await aServer(echo), 'basic');
    for (const word of ['one', 'two']) {
      const socket = await dial();
      socket.write(word);
      expect((await readBytes(socket, 3)).toString()).toBe(word);
      socket.destroy();
      await once(socket, 'close');
    }
  });

  it('ends with the session', async () => {
    const { dial, session, joined, events } = await aTunnel(await aServer(echo));
    const sockets = [await dial(), await dial()];
    for (const socket of sockets) {
      socket.write('x');
      await readBytes(socket, 1);
    }
    const ends = sockets.map((socket) => readAll(socket));
    joined.perform(session.receive(fromService(MessageType.channelClosed, '{"Output":"bye"}'), Date.now()));
    await Promise.all(ends);
    expect(events.at(-1)).toEqual({ type: 'closed', output: 'bye' });
  });

  it('that is reset takes nobody with it', async () => {
    const { dial } = await aTunnel(await aServer(echo));
    const reset = await dial();
    reset.write('x');
    await readBytes(reset, 1);
    reset.resetAndDestroy();
    const socket = await dial();
    socket.write('still here');
    expect((await readBytes(socket, 10)).toString()).toBe('still here');
  });
});

describe('a connection that is slow', () => {
  /** A joined session, and a local side that has taken a piece only when it is told to. */
  function aSlowSide() {
    const stage = new PortStage().begin();
    const joined = joinPort(stage.session, {
      now: () => stage.nowMs,
      send: (send) => stage.perform({ send, events: [] }),
      pause: () => undefined,
      happened: () => undefined,
    });
    const pieces: Buffer[] = [];
    const taken: (() => void)[] = [];
    const duplex = new Duplex({
      read: () => undefined,
      write: (bytes, _encoding, done) => {
        pieces.push(bytes);
        taken.push(done);
      },
    });
    joined.connect(duplex);
    const hear = (bytes: Uint8Array) => {
      for (const message of stage.agent.print(bytes, stage.nowMs)) {
        joined.perform(stage.session.receive(Buffer.from(message), stage.nowMs));
      }
    };
    return { stage, joined, duplex, pieces, taken, hear };
  }

  it('gets what came during one write with the next, in one piece', async () => {
    const { stage, duplex, pieces, taken, hear } = aSlowSide();
    const said = Array.from({ length: 50 }, (_, at) => Buffer.from(`line ${at}\n`));
    for (const bytes of said) hear(stage.smux.push(3, bytes));
    expect(pieces.map(String)).toEqual(['line 0\n']);
    taken.shift()?.();
    await vi.waitFor(() => expect(pieces).toHaveLength(2), 20_000);
    expect(Buffer.concat(pieces)).toEqual(Buffer.concat(said));
    taken.shift()?.();
    duplex.destroy();
  });

  it('gets what waits before it is ended', async () => {
    const { stage, duplex, pieces, taken, hear } = aSlowSide();
    for (const word of ['one ', 'two ', 'three']) hear(stage.smux.push(3, Buffer.from(word)));
    hear(stage.smux.close(3));
    const finished = once(duplex, 'finish');
    while (taken.length > 0) {
      taken.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await finished;
    expect(Buffer.concat(pieces).toString()).toBe('one two three');
  });
});

describe('a connection that cannot be carried', () => {
  it('is told so at once', async () => {
    const session = new PortSession({ clientId: randomUUID(), clientVersion: '1.2.677.0', newId: randomUUID });
    const line = { now: () => Date.now(), send: () => undefined, pause: () => undefined, happened: () => undefined };
    const duplex = new Duplex({ read: () => undefined, write: (_bytes, _encoding, done) => done() });
    expect(() => joinPort(session, line).connect(duplex)).toThrow(expect.objectContaining({ code: 'BAD_ARGUMENT' }));
    duplex.destroy();
  });
});
