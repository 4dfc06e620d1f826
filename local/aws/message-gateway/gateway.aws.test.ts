import { ResumeSessionCommand, StartSessionCommand } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MessageType } from '../../../lib/agent-wire';
import { RawClient } from '../testing/raw-client';
import { node, present, type Stage, startStage } from '../testing/stage';

let stage: Stage;
let clients: RawClient[];
beforeEach(async () => {
  stage = await startStage({ tokenMs: 1_000, resumableMs: 500 });
  clients = [];
});
afterEach(async () => {
  for (const client of clients) client.cut();
  await stage.close();
});

const start = async () => {
  const { SessionId, StreamUrl, TokenValue } = await stage.ssm.send(new StartSessionCommand({ Target: node.id }));
  return { id: present(SessionId), url: present(StreamUrl), token: present(TokenValue) };
};
const resume = async (SessionId: string) =>
  present((await stage.ssm.send(new ResumeSessionCommand({ SessionId }))).TokenValue);
const connect = async (url: string, token: string, client = new RawClient()) => {
  clients.push(client);
  await client.connect(url, token);
  return client;
};
const statusOf = (id: string) => stage.aws.inspect().sessions.find((session) => session.id === id)?.status;

describe('a stream token', () => {
  it('opens its own session once, and not after a newer one was given out', async () => {
    const [one, other] = [await start(), await start()];
    const foreign = await connect(other.url, one.token);
    await foreign.until(() => foreign.disconnected);
    const first = await connect(one.url, one.token);
    await first.until(() => first.frames.length > 0);
    const again = await connect(one.url, one.token);
    await again.until(() => again.disconnected);
    const older = await resume(one.id);
    const newer = await resume(one.id);
    const late = await connect(one.url, older);
    await late.until(() => late.disconnected);
    expect(first.disconnected).toBe(false);
    const second = await connect(one.url, newer);
    await first.until(() => first.disconnected);
    expect(second.disconnected).toBe(false);
  });

  it('is worth nothing after its time', async () => {
    const quick = await startStage({ tokenMs: 0 });
    try {
      const started = await quick.ssm.send(new StartSessionCommand({ Target: node.id }));
      const late = new RawClient();
      const isLater = Date.now() + 2;
      await expect.poll(() => Date.now() > isLater).toBe(true);
      await late.connect(present(started.StreamUrl), present(started.TokenValue));
      await late.until(() => late.disconnected);
      late.cut();
    } finally {
      await quick.close();
    }
  });
});

describe('a session whose client is away', () => {
  it('keeps what is said for a client that has not come yet', async () => {
    const { id, url, token } = await start();
    await expect.poll(() => stage.aws.inspect().sessions.find((one) => one.id === id)?.pid).toBeDefined();
    const client = await connect(url, token);
    await client.until(() => client.frames.length > 0);
    expect(client.frames[0]?.sequenceNumber).toBe(0n);
  });

  it('can be resumed for a while, and not afterwards', async () => {
    const { id, url, token } = await start();
    const client = await connect(url, token);
    client.type('kept=yes\r');
    await client.untilText('kept=yes');
    stage.aws.faults.cutClient(id);
    await expect.poll(() => statusOf(id)).toBe('Disconnected');
    await connect(url, await resume(id), client);
    client.type('echo "was it $kept"\r');
    await client.untilText('was it yes');
    stage.aws.faults.cutClient(id);
    await expect.poll(() => statusOf(id)).toBe('Terminated');
    await expect(resume(id)).rejects.toMatchObject({ name: 'DoesNotExistException' });
  });
});

describe('publication', () => {
  it('is paused at the client while the agent is away, and started when it is back', async () => {
    const { id, url, token } = await start();
    const client = await connect(url, token);
    await client.until(() => client.frames.length > 0);
    expect(client.publications).toEqual([]);
    stage.aws.faults.cutAgent(id);
    await client.until(() => client.publications.length === 2);
    expect(client.publications).toEqual([MessageType.pausePublication, MessageType.startPublication]);
    client.type('echo "still $((40 + 2))"\r');
    await client.untilText('still 42');
  });
});

describe('faults of single connections', () => {
  it('touch the session they name and no other', async () => {
    const [bad, good] = [await start(), await start()];
    const [badClient, goodClient] = [await connect(bad.url, bad.token), await connect(good.url, good.token)];
    await Promise.all([badClient, goodClient].map((client) => client.until(() => client.frames.length > 0)));
    stage.aws.faults.set({ lines: { [bad.id]: { toClient: { drop: 1 } } } });
    for (const client of [badClient, goodClient]) client.type('echo "heard $((40 + 2))"\r');
    await goodClient.untilText('heard 42');
    expect(badClient.text).not.toContain('heard');
    stage.aws.faults.clear();
    await badClient.untilText('heard 42');
  });

  it('cut a line at a frame that is told beforehand, each time it is opened', async () => {
    const { id, url, token } = await start();
    stage.aws.faults.set({ lines: { [id]: { toAgent: { cutAtFrame: 40 } } } });
    const client = await connect(url, token);
    client.type('stty -echo; i=0; while [ $i -lt 200 ]; do read x; i=$((i + 1)); echo "got $x"; done\r');
    for (let number = 1; number <= 200; number++) client.type(`n${number}\r`);
    await client.untilText('got n200');
    const heard = [...client.text.matchAll(/got n(\d+)/g)].map(([, number]) => Number(number));
    expect(heard).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    expect(client.publications.filter((type) => type === MessageType.pausePublication).length).toBeGreaterThan(1);
  });
});
