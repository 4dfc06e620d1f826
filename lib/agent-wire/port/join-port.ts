import type { Duplex } from 'node:stream';
import { type PortEffects, type PortEvent, STREAM_FULL_BYTES } from './port-carrier';
import type { PortSession } from './port-session';

/** What carries a port session: a socket to the service, a clock, and an owner who wants to know. */
export type PortLine = {
  now(): number;
  /** Sends these messages in this order; without a line they are dropped, and the session repeats them on the next. */
  send(messages: (string | Uint8Array)[]): void;
  /** Stops and starts the reading of the line, when the local side is slower than the agent. */
  pause(isPaused: boolean): void;
  /** What is not about one connection alone. */
  happened(event: Exclude<PortEvent, { type: 'data' | 'finished' | 'room' }>): void;
};

/** A local connection, what has come for it while a write to it was under way, and what it has said beyond the room there was. */
type Connection = {
  stream: number;
  duplex: Duplex;
  waiting: Buffer[];
  isWriting: boolean;
  unsent: Uint8Array | null;
};

/** A port session joined to a line and to local connections. */
export type JoinedPort = {
  /** To be called with all that the session's `open`, `receive`, `tick` and others return. */
  perform(effects: PortEffects): void;
  /** Joins a local connection to a new stream, and ends it with the stream. Throws a WireError when the session cannot carry it now. */
  connect(duplex: Duplex): void;
};

/**
 * Joins streams of Node to a port session with back-pressure both ways: a stream is not read while its bytes wait for the agent, and
 * bytes count as consumed when the stream has written them. As in the reference programs a connection ends as a whole, in both
 * directions, when either side ends its own. It opens no socket and starts no timer: the line's owner calls `tick`.
 *
 * A line hands on dozens of messages at once, of 1,024 bytes each. What comes for a connection while a write to it is under way is written
 * in one piece after it, because each write to a socket costs more than everything else that is done with a message.
 */
export function joinPort(session: PortSession, line: PortLine): JoinedPort {
  const connections = new Map<number, Connection>();
  let isPaused = false;

  function perform({ send, events }: PortEffects): void {
    if (send.length > 0) line.send(send);
    for (const event of events) route(event);
    if (session.isFull === isPaused) return;
    isPaused = session.isFull;
    line.pause(isPaused);
  }

  function route(event: PortEvent): void {
    switch (event.type) {
      case 'data': {
        const connection = connections.get(event.stream);
        if (connection?.isWriting === false) write(connection, event.bytes);
        // A copy, because a view would keep all that was received with it alive for as long as the local side is slow.
        else connection?.waiting.push(Buffer.from(event.bytes));
        break;
      }
      case 'finished':
        leave(event.stream);
        break;
      case 'room': {
        const connection = connections.get(event.stream);
        if (connection !== undefined && send(connection)) connection.duplex.resume();
        break;
      }
      case 'closed':
      case 'refused':
        for (const stream of [...connections.keys()]) leave(stream);
        line.happened(event);
        break;
      default:
        line.happened(event);
    }
  }

  function write(connection: Connection, bytes: Uint8Array): void {
    const { stream, duplex } = connection;
    connection.isWriting = true;
    duplex.write(bytes, (error) => {
      connection.isWriting = false;
      if (error || !connections.has(stream)) return;
      writeWaiting(connection);
      perform(session.consumed(stream, bytes.length, line.now()));
    });
  }

  function writeWaiting(connection: Connection): void {
    if (connection.waiting.length > 0) write(connection, Buffer.concat(connection.waiting.splice(0)));
  }

  /** Hands on what there is room for, because a stream may say more at once than a session holds; false while something is left. */
  function send(connection: Connection): boolean {
    const { stream } = connection;
    while (connection.unsent !== null && connections.has(stream) && session.canWrite(stream)) {
      const bytes = connection.unsent;
      connection.unsent = bytes.length > STREAM_FULL_BYTES ? bytes.subarray(STREAM_FULL_BYTES) : null;
      perform(session.write(stream, bytes.subarray(0, STREAM_FULL_BYTES), line.now()));
    }
    return connection.unsent === null && session.canWrite(stream);
  }

  /** What has come still reaches the local side; what it says from now on is thrown away. */
  function leave(stream: number): void {
    const connection = connections.get(stream);
    if (connection === undefined) return;
    const { duplex } = connection;
    if (duplex.writable) writeWaiting(connection);
    connections.delete(stream);
    duplex.resume();
    duplex.end(() => duplex.destroy());
    perform(session.closeStream(stream, line.now()));
  }

  function connect(duplex: Duplex): void {
    // Before anything can fail: a connection that is reset at once must not take the process with it.
    duplex.on('error', () => duplex.destroy());
    const { stream, effects } = session.openStream(line.now());
    const connection: Connection = { stream, duplex, waiting: [], isWriting: false, unsent: null };
    connections.set(stream, connection);
    duplex.on('data', (chunk: Uint8Array) => {
      if (!connections.has(stream)) return;
      connection.unsent = chunk;
      if (!send(connection) && connections.has(stream)) duplex.pause();
    });
    duplex.on('end', () => leave(stream));
    duplex.on('close', () => leave(stream));
    perform(effects);
  }

  return { perform, connect };
}
