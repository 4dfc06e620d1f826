// The product's client half and this AWS's agent half were written apart, from the same description: here they meet.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { GenerateDataKeyCommand } from '@aws-sdk/client-kms';
import {
  CreateDocumentCommand,
  ResumeSessionCommand,
  StartSessionCommand,
  type StartSessionRequest,
} from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  AgentChannel,
  type ChannelEvent,
  type DataKeyRequest,
  type Effects,
  joinPort,
  type PortEvent,
  PortSession,
} from '../../../lib/agent-wire';
import type { FaultSettings } from '../faults';
import { node, present, type Stage, startStage } from '../testing/stage';
import { WireDriver } from '../testing/wire-driver';

const keyId = '0f3c2b1a-0000-4000-8000-000000000002';
const badLine: FaultSettings = {
  line: {
    toClient: { drop: 0.03, duplicate: 0.05, reorder: 0.1 },
    toAgent: { drop: 0.03, duplicate: 0.05, reorder: 0.1 },
    seed: 11,
  },
};

let stage: Stage;
let stops: (() => void)[];
beforeEach(async () => {
  stops = [];
  stage = await startStage({}, true, { keys: [keyId] });
});
afterEach(async () => {
  for (const stop of stops) stop();
  await stage.close();
});

async function start(input: Partial<StartSessionRequest>) {
  const { SessionId, StreamUrl, TokenValue } = await stage.ssm.send(
    new StartSessionCommand({ Target: node.id, ...input }),
  );
  const sessionId = present(SessionId);
  const resume = async () => {
    const again = await stage.ssm.send(new ResumeSessionCommand({ SessionId: sessionId }));
    return { url: present(again.StreamUrl), token: present(again.TokenValue) };
  };
  return { sessionId, url: present(StreamUrl), token: present(TokenValue), resume };
}

async function dataKey({ keyId: KeyId, encryptionContext: EncryptionContext }: DataKeyRequest) {
  const input = { KeyId, EncryptionContext, NumberOfBytes: 64 };
  const made = await stage.kms.send(new GenerateDataKeyCommand(input));
  return { plaintext: present(made.Plaintext), ciphertext: present(made.CiphertextBlob) };
}

const options = { clientId: randomUUID(), clientVersion: '1.2.677.0', newId: randomUUID };

/** A terminal or command on AgentChannel: everything is durable as soon as it is there. */
async function openChannel(input: Partial<StartSessionRequest>) {
  const started = await start(input);
  const encryption = { sessionId: started.sessionId, targetId: node.id };
  const channel = new AgentChannel({ ...options, encryption });
  const said = { out: [] as Buffer[], err: [] as Buffer[] };
  const happened = (event: ChannelEvent) => {
    if (event.type === 'output') said[event.stream].push(Buffer.from(event.bytes));
    if ('sequence' in event) driver.perform(channel.committed(event.sequence, Date.now()));
    if (event.type === 'dataKeyWanted') {
      void dataKey(event).then((key) => driver.perform(channel.takeDataKey(key, Date.now())));
    }
  };
  const driver: WireDriver<ChannelEvent> = new WireDriver<ChannelEvent>(
    {
      get nextWakeAtMs() {
        return channel.nextWakeAtMs;
      },
      open: (token, now): Effects => channel.open(token, now),
      receive: (message, now) => channel.receive(message, now),
      tick: (now) => channel.tick(now),
      disconnected: () => channel.disconnected(),
    },
    happened,
    started.resume,
  );
  stops.push(() => driver.stop());
  await driver.connect(started.url, started.token);
  const text = (stream: 'out' | 'err' = 'out') => Buffer.concat(said[stream]).toString();
  const type = (line: string) => driver.perform(channel.write(Buffer.from(line), Date.now()));
  return { channel, driver, text, type, sessionId: started.sessionId };
}

const createDocument = (Name: string, content: object) =>
  stage.ssm.send(
    new CreateDocumentCommand({
      Name,
      DocumentType: 'Session',
      Content: JSON.stringify({ schemaVersion: '1.0', ...content }),
    }),
  );

describe('an encrypted terminal', () => {
  beforeEach(() => createDocument('Sealed', { sessionType: 'Standard_Stream', inputs: { kmsKeyId: keyId } }));

  it.each(['none', 'offered', 'required'] as const)(
    'is agreed on with the random challenge %s',
    async (kmsChallenge) => {
      stage.aws.faults.set({ kmsChallenge });
      const { channel, driver, text, type } = await openChannel({ DocumentName: 'Sealed' });
      await driver.until(() => channel.started);
      expect(channel.isEncrypted).toBe(true);
      type('echo "sum $((40 + 2))"\r');
      await driver.until(() => text().includes('sum 42'));
      expect(driver.events).toContainEqual({
        type: 'message',
        text: 'This session is encrypted using AWS KMS.',
        sequence: 2n,
      });
      type('exit\r');
      await driver.until(() => driver.events.some(({ type: name }) => name === 'closed'));
    },
  );

  it('loses and doubles nothing over a bad line and cuts of either side', async () => {
    const { channel, driver, text, type, sessionId } = await openChannel({ DocumentName: 'Sealed' });
    await driver.until(() => channel.started);
    type('stty -echo\r');
    stage.aws.faults.set(badLine);
    type('i=0; while [ $i -lt 400 ]; do read x; i=$((i + 1)); echo "got $x $(seq -s, 1 40)"; done; echo all\r');
    for (let number = 1; number <= 400; number++) {
      type(`n${number}\r`);
      if (number % 100 === 0) {
        await driver.until(() => text().includes(`got n${number - 60} `));
        if (number % 200 === 0) stage.aws.faults.cutClient(sessionId);
        else stage.aws.faults.cutAgent(sessionId);
      }
    }
    await driver.until(() => /\nall\r/.test(text()));
    const heard = [...text().matchAll(/got n(\d+) ([\d,]+)/g)];
    expect(heard.map(([, number]) => Number(number))).toEqual(Array.from({ length: 400 }, (_, index) => index + 1));
    expect(new Set(heard.map(([, , list]) => list)).size).toBe(1);
  });
});

describe('a command without a terminal', () => {
  it.each([
    ['in clear', {}],
    ['encrypted', { kmsKeyId: keyId }],
  ])('says output, errors and exit code apart, %s', async (_how, inputs) => {
    const commands = `sh -c 'seq 1 5000; echo bad >&2; exit 9'`;
    const properties = { linux: { commands, separateOutputStream: true } };
    await createDocument('Run', { sessionType: 'NonInteractiveCommands', inputs, properties });
    const { driver, text } = await openChannel({ DocumentName: 'Run' });
    await driver.until(() => driver.events.some(({ type }) => type === 'closed'));
    expect(text()).toBe(`${Array.from({ length: 5_000 }, (_, index) => index + 1).join('\n')}\n`);
    expect(text('err')).toBe('bad\n');
    expect(driver.events).toContainEqual(expect.objectContaining({ type: 'exitCode', code: 9 }));
  });
});

describe('ports', () => {
  let server: Server;
  let sockets: Socket[];
  beforeEach(async () => {
    sockets = [];
    // Sends back what it gets, and ends when the other side does.
    server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      socket.pipe(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  async function openPort(DocumentName: string) {
    const portNumber = String((server.address() as AddressInfo).port);
    const started = await start({ DocumentName, Parameters: { portNumber: [portNumber] } });
    const session = new PortSession(options);
    const driver = new WireDriver<PortEvent>(session, () => undefined, started.resume);
    const joined = joinPort(session, {
      now: Date.now,
      send: (messages) => driver.transmit(messages),
      pause: (isPaused) => driver.pause(isPaused),
      happened: (event) => driver.tell(event),
    });
    driver.route = (effects) => joined.perform(effects);
    // Where a person's own program would connect.
    const local = createServer({ allowHalfOpen: false }, (socket) => {
      sockets.push(socket);
      joined.connect(socket);
    });
    local.listen(0, '127.0.0.1');
    await once(local, 'listening');
    stops.push(
      () => driver.stop(),
      () => void local.close(),
    );
    await driver.connect(started.url, started.token);
    await driver.until(() => session.isReady);
    const { port } = local.address() as AddressInfo;
    return { session, driver, port, sessionId: started.sessionId };
  }

  /** What comes back for what is sent through a local connection of its own. */
  async function echoed(port: number, bytes: Buffer): Promise<string> {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    socket.write(bytes);
    const hash = createHash('sha256');
    let length = 0;
    for await (const part of socket as AsyncIterable<Buffer>) {
      hash.update(part);
      length += part.length;
      if (length >= bytes.length) break;
    }
    return hash.digest('hex');
  }
  const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

  it('carry several connections at once, each whole', async () => {
    const { driver, session, port } = await openPort('AWS-StartPortForwardingSession');
    expect(driver.events).toContainEqual(expect.objectContaining({ type: 'ready', mode: 'multiplexed' }));
    const all = [1_500_000, 200_000, 1].map((length) => randomBytes(length));
    expect(await Promise.all(all.map((bytes) => echoed(port, bytes)))).toEqual(all.map(digest));
    driver.perform(session.terminate(Date.now()));
    await driver.until(() => driver.events.some(({ type }) => type === 'closed'));
  });

  it('carry them whole over a bad line and cuts of either side', async () => {
    const { driver, port, sessionId } = await openPort('AWS-StartPortForwardingSession');
    stage.aws.faults.set(badLine);
    const all = [150_000, 150_000].map((length) => randomBytes(length));
    const done = Promise.all(all.map((bytes) => echoed(port, bytes)));
    await driver.until(() => sockets.length > 2);
    stage.aws.faults.cutClient(sessionId);
    await driver.until(() => driver.lines === 2);
    stage.aws.faults.cutAgent(sessionId);
    expect(await done).toEqual(all.map(digest));
  });

  it('carry the standard stream of SSH, which ends with its connection', async () => {
    const { driver, port } = await openPort('AWS-StartSSHSession');
    expect(driver.events).toContainEqual(expect.objectContaining({ type: 'ready', mode: 'standard' }));
    const bytes = randomBytes(300_000);
    expect(await echoed(port, bytes)).toBe(digest(bytes));
    sockets[0]?.destroy();
    await driver.until(() => driver.events.some(({ type }) => type === 'closed'));
  });
});
