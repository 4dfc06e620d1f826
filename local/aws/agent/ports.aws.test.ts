import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { CreateDocumentCommand } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeFlag, Flag, PayloadType } from '../../../lib/agent-wire';
import type { RawClient } from '../testing/raw-client';
import { shakeHands } from '../testing/shake-hands';
import { type Stage, startStage } from '../testing/stage';
import { encodeSmux, SmuxCommand, type SmuxFrame, SmuxReader } from './smux';

let stage: Stage;
let server: Server;
let sockets: Socket[];
let port: string;
beforeEach(async () => {
  sockets = [];
  // Says hello, gives back what it gets, and hangs up on "bye".
  server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.write('hello\n');
    socket.on('data', (bytes) => (bytes.includes('bye') ? socket.end() : socket.write(bytes)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = String((server.address() as AddressInfo).port);
  stage = await startStage({}, false, { hosts: { 'orders-db.internal:5432': `127.0.0.1:${port}` } });
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  server.close();
  await stage.close();
});

async function open(DocumentName: string, parameters: Record<string, string>, clientVersion?: string) {
  const Parameters = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, [value]]));
  const { client } = await stage.session({ DocumentName, Parameters });
  const { actions } = await shakeHands(client, clientVersion === undefined ? {} : { clientVersion });
  return { client, actions };
}

const outputOf = (client: RawClient) => client.textOf(PayloadType.output);

describe('the standard stream of SSH', () => {
  it('connects at once, carries bytes, and ends with the connection', async () => {
    const { client, actions } = await open('AWS-StartSSHSession', { portNumber: port });
    expect(actions).toEqual([
      { ActionType: 'SessionType', ActionParameters: { SessionType: 'Port', Properties: { portNumber: port } } },
    ]);
    await client.until(() => outputOf(client) === 'hello\n');
    client.type('ping');
    await client.until(() => outputOf(client) === 'hello\nping');
    client.type('bye');
    expect(await client.untilClosed()).toMatchObject({ output: '' });
  });

  it('to a port where nobody listens fails with the reason', async () => {
    server.close();
    const { client } = await open('AWS-StartSSHSession', { portNumber: port });
    expect((await client.untilClosed()).output).toMatch(/^Unable to connect to specified port: .*ECONNREFUSED/);
  });
});

describe('basic port forwarding, for a client of old', () => {
  it('dials again after the client has disconnected, and ends on its word', async () => {
    const { client } = await open('AWS-StartPortForwardingSession', { portNumber: port }, '1.1.69');
    client.type('one');
    await client.until(() => outputOf(client) === 'hello\none');
    client.send(PayloadType.flag, encodeFlag(Flag.disconnectToPort));
    await client.until(() => client.unacknowledged === 0);
    client.type('two');
    await client.until(() => outputOf(client) === 'hello\nonehello\ntwo');
    expect(sockets).toHaveLength(2);
    client.send(PayloadType.flag, encodeFlag(Flag.terminateSession));
    expect(await client.untilClosed()).toMatchObject({ output: '' });
  });
});

/** The client's end of an smux session: frames cut anywhere, as the reference client sends them. */
class Mux {
  readonly #client: RawClient;
  readonly #reader = new SmuxReader();
  readonly #frames: SmuxFrame[] = [];
  #seen = 0;

  constructor(client: RawClient) {
    this.#client = client;
  }

  send(command: number, stream: number, data?: Uint8Array): void {
    const frame = encodeSmux(command, stream, data);
    for (let at = 0; at < frame.length; at += 1_000) {
      this.#client.send(PayloadType.output, frame.subarray(at, at + 1_000));
    }
  }

  get frames(): SmuxFrame[] {
    for (const { payload, payloadType } of this.#client.frames.slice(this.#seen)) {
      if (payloadType === PayloadType.output) this.#frames.push(...this.#reader.read(payload));
    }
    this.#seen = this.#client.frames.length;
    return this.#frames;
  }

  data(stream: number): Buffer {
    const wanted = this.frames.filter((frame) => frame.stream === stream && frame.command === SmuxCommand.data);
    return Buffer.concat(wanted.map(({ data }) => data));
  }

  isClosed(stream: number): boolean {
    return this.frames.some((frame) => frame.stream === stream && frame.command === SmuxCommand.close);
  }
}

describe('multiplexed port forwarding', () => {
  it('carries several streams at once, each whole, each closed by itself', async () => {
    const { client } = await open('AWS-StartPortForwardingSession', { portNumber: port, localPortNumber: '0' });
    const mux = new Mux(client);
    const [large, small] = [randomBytes(300_000), Buffer.from('small')];
    for (const stream of [3, 5]) mux.send(SmuxCommand.open, stream);
    for (let at = 0; at < large.length; at += 32_768) mux.send(SmuxCommand.data, 3, large.subarray(at, at + 32_768));
    mux.send(SmuxCommand.data, 5, small);
    await client.until(() => mux.data(5).toString() === 'hello\nsmall');
    await client.until(() => mux.data(3).length === 6 + large.length);
    expect(mux.data(3).subarray(6).equals(large)).toBe(true);

    mux.send(SmuxCommand.data, 5, Buffer.from('bye'));
    await client.until(() => mux.isClosed(5));
    expect(mux.isClosed(3)).toBe(false);
    mux.send(SmuxCommand.close, 3);
    await client.until(() => mux.isClosed(3));
    await expect.poll(() => sockets.every(({ destroyed }) => destroyed)).toBe(true);
    client.send(PayloadType.flag, encodeFlag(Flag.terminateSession));
    await client.untilClosed();
  });

  it('says which stream could not be connected, and goes on', async () => {
    const { client } = await open('AWS-StartPortForwardingSession', { portNumber: port });
    const mux = new Mux(client);
    server.close();
    await once(server, 'close');
    mux.send(SmuxCommand.open, 3);
    await client.until(() => mux.isClosed(3));
    const flags = client.frames.filter(({ payloadType }) => payloadType === PayloadType.flag);
    expect(flags.map(({ payload }) => Buffer.from(payload).readUInt32BE())).toEqual([Flag.connectToPortError]);
    expect(client.closed).toBeUndefined();
  });

  it('reaches the hosts it is told of, and no other', async () => {
    const document = 'AWS-StartPortForwardingSessionToRemoteHost';
    const known = await open(document, { host: 'orders-db.internal', portNumber: '5432' });
    const mux = new Mux(known.client);
    mux.send(SmuxCommand.open, 3);
    await known.client.until(() => mux.data(3).toString() === 'hello\n');
    for (const host of ['example.com', '169.254.169.254']) {
      const { client } = await open(document, { host, portNumber: '80' });
      const other = new Mux(client);
      other.send(SmuxCommand.open, 3);
      await client.until(() => other.isClosed(3) || client.closed !== undefined);
      expect(client.closed?.output ?? 'no connection').toBe(
        host === 'example.com' ? 'no connection' : 'Forwarding to IP address 169.254.169.254 is forbidden.',
      );
    }
  });

  it.each(['70000', '-1', '', 'ssh', '{{ portNumber }}'])(
    'refuses a stream to the port %j, and goes on',
    async (portNumber) => {
      const properties = { portNumber, type: 'LocalPortForwarding' };
      const Content = JSON.stringify({ schemaVersion: '1.0', sessionType: 'Port', properties });
      await stage.ssm.send(new CreateDocumentCommand({ Name: 'Odd', DocumentType: 'Session', Content }));
      const { client } = await open('Odd', {});
      const mux = new Mux(client);
      mux.send(SmuxCommand.open, 3);
      await client.until(() => mux.isClosed(3) || client.closed !== undefined);
      expect(client.closed).toBeUndefined();
    },
  );

  it.each([0, 1, 5, 1_024])('takes no harm from a flag of %i bytes, which it does not acknowledge', async (length) => {
    const { client } = await open('AWS-StartPortForwardingSession', { portNumber: port });
    client.send(99, Buffer.from('of a type that nobody knows'));
    await client.until(() => client.unacknowledged === 0);
    client.send(PayloadType.flag, new Uint8Array(length));
    const other = await open('AWS-StartSSHSession', { portNumber: port });
    await other.client.until(() => outputOf(other.client) === 'hello\n');
    expect([client.unacknowledged, client.closed]).toEqual([1, undefined]);
  });

  it('ends on bytes that are not smux', async () => {
    const { client } = await open('AWS-StartPortForwardingSession', { portNumber: port });
    client.send(PayloadType.output, Buffer.from([2, 0, 0, 0, 3, 0, 0, 0]));
    expect((await client.untilClosed()).output).toBe('smux version 2 is not supported');
  });
});
