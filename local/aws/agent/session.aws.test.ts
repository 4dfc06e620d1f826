import { createHash, randomUUID } from 'node:crypto';
import { StopTaskCommand } from '@aws-sdk/client-ecs';
import { DescribeSessionsCommand, ResumeSessionCommand, TerminateSessionCommand } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { encodeChannelClosed, encodeFrame, FLAG_SYN, PayloadType } from '../../../lib/agent-wire';
import { isAlive } from '../testing/is-alive';
import { RawClient } from '../testing/raw-client';
import { present, type Stage, startStage } from '../testing/stage';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(async () => {
  await stage.close();
});

function pidOf(sessionId: string): number {
  return present(stage.aws.inspect().sessions.find(({ id }) => id === sessionId)?.pid);
}

async function resume(client: RawClient, sessionId: string): Promise<void> {
  const { StreamUrl, TokenValue } = await stage.ssm.send(new ResumeSessionCommand({ SessionId: sessionId }));
  await client.connect(present(StreamUrl), present(TokenValue));
}

describe('a session', () => {
  it('runs a shell, echoes, and says channel_closed when the shell exits', async () => {
    const { client, sessionId } = await stage.shell();
    client.type('echo "sum: $((40 + 2))"\r');
    await client.untilText('sum: 42');
    client.type('exit\r');
    const closed = await client.untilClosed();
    expect(closed).toMatchObject({ sessionId, output: '' });
    const { Sessions } = await stage.ssm.send(
      new DescribeSessionsCommand({ State: 'History', Filters: [{ key: 'SessionId', value: sessionId }] }),
    );
    expect(Sessions?.[0]).toMatchObject({ SessionId: sessionId, Status: 'Terminated' });
  });

  it('starts with a plain output message that carries SYN, and no handshake', async () => {
    const { client } = await stage.shell();
    await client.until(() => client.frames.length > 0);
    expect(client.frames[0]).toMatchObject({ sequenceNumber: 0n, flags: FLAG_SYN, payloadType: PayloadType.output });
  });

  it('applies the size it is sent', async () => {
    const { client } = await stage.shell();
    client.resize(101, 33);
    client.type('stty size\r');
    await client.untilText('33 101');
  });

  it('sends chunks of at most 1024 bytes that never end inside a character', async () => {
    const { client } = await stage.shell("bash -c 'for i in $(seq 1 3000); do printf 日本語🚪; done; echo; echo done'");
    await client.untilClosed();
    expect(client.text).toContain(`${'日本語🚪'.repeat(3_000)}\r\ndone`);
    for (const { payload } of client.frames) {
      expect(payload.length).toBeLessThanOrEqual(1_024);
      expect(Buffer.from(payload).toString('utf8')).not.toContain('�');
    }
  });

  it('takes a long paste whole even while nobody reads it', async () => {
    const { client } = await stage.shell('bash --norc --noprofile -i');
    client.type('stty -echo; sleep 0.5; cat > /tmp/pasted; md5sum < /tmp/pasted\r');
    const lines = Array.from({ length: 1_000 }, (_, index) => `line ${index} ${'x'.repeat(index % 60)}`).join('\n');
    await client.untilText('md5sum');
    for (let at = 0; at < lines.length; at += 1_000) client.type(lines.slice(at, at + 1_000));
    client.type('\n\u0004');
    await client.untilText(createHash('md5').update(`${lines}\n`).digest('hex'));
  });

  it('splits the command into arguments and passes it through no shell', async () => {
    const { client } = await stage.shell(`printf '[%s]' "a b" $HOME '*'`);
    await client.untilClosed();
    expect(client.text).toBe('[a b][$HOME][*]');
  });

  it('keeps what a short command said for a client that comes after its end', async () => {
    const quick = await startStage({ drainMs: 0 });
    try {
      const { streamUrl, tokenValue, sessionId } = await quick.execute(await quick.readyTask(), 'echo gone already');
      await vi.waitFor(() => expect(quick.aws.inspect().sessions[0]?.isOpen).toBe(false), 20_000);
      const late = new RawClient();
      await late.connect(streamUrl, tokenValue);
      expect(await late.untilClosed()).toMatchObject({ sessionId });
      expect(late.text).toBe('gone already\r\n');
      late.cut();
    } finally {
      await quick.close();
    }
  });

  it('lives through frames that are none, and takes no client for the service', async () => {
    const { client, sessionId } = await stage.shell();
    await client.until(() => client.frames.length > 0);
    const whole = Buffer.alloc(200, 0xff);
    for (const length of [0, 1, 119, 120, 200]) client.sendRaw(whole.subarray(0, length));
    const closing = { messageId: randomUUID(), createdDate: '', destinationId: '', sessionId, output: '' };
    for (const messageType of ['channel_closed', 'pause_publication', 'agent_session_state', 'input_stream_data']) {
      const payload = encodeChannelClosed(closing);
      const header = { createdAtMs: 1, sequenceNumber: 5_000n, flags: 0n, messageId: randomUUID(), payloadType: 3 };
      client.sendRaw(encodeFrame({ ...header, messageType, payload }));
    }
    client.type('echo still "he"re\r');
    await client.untilText('still here');
  });

  it('goes on with a client that opens a second socket', async () => {
    const { client, sessionId } = await stage.shell("bash -c 'stty -onlcr; seq 1 50000'");
    await client.until(() => client.output.length > 20_000);
    await resume(client, sessionId);
    await client.untilClosed();
    expect(client.text).toBe(`${Array.from({ length: 50_000 }, (_, index) => index + 1).join('\n')}\n`);
  });

  it('tells why a command cannot be started', async () => {
    const { client } = await stage.shell('no-such-program');
    const { output } = await client.untilClosed();
    expect(output).toContain('Unable to start command');
    expect(output).toContain('no-such-program');
  });

  it('keeps the bytes exact over cuts of either line', async () => {
    const { client, sessionId } = await stage.shell("bash -c 'stty -onlcr; seq 1 200000; echo end'");
    await client.until(() => client.output.length > 100_000);
    stage.aws.faults.cutClient(sessionId);
    await client.until(() => client.disconnected);
    await resume(client, sessionId);
    await client.until(() => client.output.length > 500_000);
    stage.aws.faults.cutAgent(sessionId);
    await client.untilClosed();
    const expected = `${Array.from({ length: 200_000 }, (_, index) => index + 1).join('\n')}\nend\n`;
    expect(createHash('sha256').update(client.output).digest('hex')).toBe(
      createHash('sha256').update(expected).digest('hex'),
    );
  });

  it('keeps the bytes exact over a line that loses, doubles, swaps and delays', async () => {
    const fault = { drop: 0.05, duplicate: 0.05, reorder: 0.1, delayMs: 2 };
    stage.aws.faults.set({ line: { toClient: fault, toAgent: fault, seed: 7 } });
    const { client } = await stage.shell();
    client.type('seq 1 2000; echo "en"d\r');
    await client.untilText('end\r\n');
    const expected = `${Array.from({ length: 2_000 }, (_, index) => index + 1).join('\r\n')}\r\nend\r\n`;
    expect(client.text).toContain(expected);
  });

  it('stops the program, not the bytes, while the client is away', async () => {
    const { client, sessionId } = await stage.shell("bash -c 'stty -onlcr; seq 1 100000'");
    client.silent = true;
    client.cut();
    await vi.waitFor(() => expect(stage.aws.inspect().sessions[0]?.status).toBe('Disconnected'), 20_000);
    const returned = new RawClient();
    await resume(returned, sessionId);
    await returned.untilClosed();
    expect(returned.text).toBe(`${Array.from({ length: 100_000 }, (_, index) => index + 1).join('\n')}\n`);
    returned.cut();
  });
});

describe('the end of a session', () => {
  it('TerminateSession kills the shell and what it started', async () => {
    const { client, sessionId } = await stage.shell();
    client.type('sleep 1000 & echo star"ted"\r');
    await client.untilText('started');
    const pid = pidOf(sessionId);
    expect(isAlive(pid)).toBe(true);
    await stage.ssm.send(new TerminateSessionCommand({ SessionId: sessionId }));
    await client.untilClosed();
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), 20_000);
    await expect(stage.ssm.send(new ResumeSessionCommand({ SessionId: sessionId }))).rejects.toMatchObject({
      name: 'DoesNotExistException',
    });
  });

  it('comes, and that of this AWS, though a shell has more to say than its client hears', async () => {
    const { client } = await stage.shell();
    client.type('yes\r');
    await client.until(() => client.output.length > 200_000);
    client.cut();
    await vi.waitFor(() => expect(stage.aws.inspect().sessions[0]?.status).toBe('Disconnected'), 20_000);
    await stage.close();
    stage = await startStage();
  });

  it('StopTask ends the sessions of the task', async () => {
    const { client, sessionId, task } = await stage.shell();
    await client.until(() => client.frames.length > 0);
    const pid = pidOf(sessionId);
    await stage.ecs.send(new StopTaskCommand({ cluster: 'postern', task: task.taskArn, reason: 'enough' }));
    await client.untilClosed();
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), 20_000);
  });

  it('an idle session ends with the documented words', async () => {
    const idle = await startStage({ idleMs: 300 });
    try {
      const { client } = await idle.shell('sleep 1000');
      expect((await client.untilClosed()).output).toBe(
        'Your session timed out due to inactivity and has been terminated.',
      );
    } finally {
      await idle.close();
    }
  });

  it('a token opens a channel once, and a wrong one never', async () => {
    const task = await stage.readyTask();
    const { streamUrl, tokenValue } = await stage.execute(task);
    const [first, second, wrong] = [new RawClient(), new RawClient(), new RawClient()];
    await first.connect(streamUrl, tokenValue);
    await first.until(() => first.frames.length > 0);
    await second.connect(streamUrl, tokenValue);
    await second.until(() => second.disconnected);
    await wrong.connect(streamUrl, 'guess');
    await wrong.until(() => wrong.disconnected);
    first.type('echo still "he"re\r');
    await first.untilText('still here');
    for (const client of [first, second, wrong]) client.cut();
  });
});

describe('isolation', () => {
  it('shows the shell nothing of the host', async () => {
    process.env.LOCAL_AWS_TEST_SECRET = 'never shown';
    const { client, task } = await stage.shell("bash --norc --noprofile -c 'env; id -un; hostname; ls /; echo end'");
    await client.untilClosed();
    delete process.env.LOCAL_AWS_TEST_SECRET;
    expect(client.text).not.toContain('never shown');
    expect(client.text).not.toMatch(/^(AWS|DATABASE|POSTERN|NPM|NODE)_?/im);
    const names = client.text.match(/^[A-Z_0-9]+(?==)/gm);
    expect(names?.sort()).toEqual(
      ['HOME', 'HOSTNAME', 'LANG', 'LOGNAME', 'PATH', 'PWD', 'SHELL', 'SHLVL', 'TERM', 'TZ', 'USER', '_'].sort(),
    );
    if (stage.aws.inspect().isolated) {
      expect(client.text).toContain(`bastion-${present(task.taskArn).split('/').at(-1)?.slice(0, 4)}`);
      expect(client.text).toMatch(/^op\r$/m);
      expect(client.text).not.toMatch(/^(root|home\/|work)\r$/m);
    }
  });

  it('a login shell has a home and a coloured prompt', async () => {
    const { client } = await stage.shell('bash -l');
    await client.untilText(/\[1;32m.*op@bastion-[0-9a-f]{4}/);
    client.type('ls ~\r');
    await client.untilText('README.md');
  });

  it('keeps environment and home apart without bubblewrap too, and kills what was left in the background', async () => {
    process.env.LOCAL_AWS_TEST_SECRET = 'never shown';
    const plain = await startStage({}, false);
    try {
      const { client, sessionId } = await plain.shell('bash -l');
      // Whoever runs the tests, root as well: the shell's person is nobody of this machine.
      await client.untilText(/op@bastion-[0-9a-f]{4}.*\$ $/);
      client.type('env; ls ~; nohup sleep 1000 > /dev/null 2>&1 & echo background $!.\r');
      await client.untilText(/background \d+\./);
      expect(client.text).toContain('README.md');
      expect(client.text).not.toContain('never shown');
      const background = Number(/background (\d+)\./.exec(client.text)?.[1]);
      expect(isAlive(background)).toBe(true);
      await plain.ssm.send(new TerminateSessionCommand({ SessionId: sessionId }));
      await client.untilClosed();
      await vi.waitFor(() => expect(isAlive(background)).toBe(false), 20_000);
    } finally {
      delete process.env.LOCAL_AWS_TEST_SECRET;
      await plain.close();
    }
  });
});
