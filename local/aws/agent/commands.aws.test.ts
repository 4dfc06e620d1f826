import { CreateDocumentCommand } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PayloadType } from '../../../lib/agent-wire';
import type { RawClient } from '../testing/raw-client';
import { shakeHands } from '../testing/shake-hands';
import { type Stage, startStage } from '../testing/stage';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(async () => {
  await stage.close();
});

async function run(commands: string, more: object = {}): Promise<RawClient> {
  const Content = JSON.stringify({
    schemaVersion: '1.0',
    sessionType: 'NonInteractiveCommands',
    properties: { linux: { commands, ...more } },
  });
  await stage.ssm.send(new CreateDocumentCommand({ Name: 'Run', DocumentType: 'Session', Content }));
  const { client } = await stage.session({ DocumentName: 'Run' });
  await shakeHands(client);
  return client;
}

const { output, standardError, exitCode } = PayloadType;

describe('a command without a terminal', () => {
  it('says output and errors apart, and its exit code at the end', async () => {
    const client = await run(`sh -c 'echo out; echo err >&2; exit 7'`, { separateOutputStream: true });
    await client.untilClosed();
    expect(client.textOf(output)).toBe('out\n');
    expect(client.textOf(standardError)).toBe('err\n');
    expect(client.textOf(exitCode)).toBe('EXIT_CODE: 7');
    expect(client.frames.at(-1)?.payloadType).toBe(exitCode);
  });

  it('puts its prefixes at the beginning of what starts a line', async () => {
    const prefixes = { stdOutSeparatorPrefix: 'OUT:', stdErrSeparatorPrefix: 'ERR:' };
    const client = await run(`sh -c 'echo one; echo bad >&2'`, { separateOutputStream: 'True', ...prefixes });
    await client.untilClosed();
    expect(client.textOf(output)).toBe('OUT:one\n');
    expect(client.textOf(standardError)).toBe('ERR:bad\n');
  });

  it.each([
    ['longer than thirty characters', 'x'.repeat(31)],
    ['of other characters', '>> '],
  ])('does not begin with a prefix %s', async (_what, stdOutSeparatorPrefix) => {
    const client = await run('echo never', { separateOutputStream: true, stdOutSeparatorPrefix });
    expect(await client.untilClosed()).toMatchObject({ output: expect.stringContaining('stdOutSeparatorPrefix') });
    expect(client.textOf(output)).toBe('');
    expect(stage.aws.inspect().sessions[0]?.status).toBe('Failed');
  });

  it('says both together after its end otherwise, through no shell and with no input', async () => {
    const client = await run(`sh -c 'test -t 0 || echo "no terminal"; cat; echo "$0" >&2' '$HOME'`);
    await client.untilClosed();
    expect(client.textOf(output)).toBe('no terminal\n$HOME\n');
    expect(client.frames.some(({ payloadType }) => payloadType === exitCode)).toBe(false);
  });

  it('sends more than a message holds, in order and whole', async () => {
    const client = await run('seq 1 20000', { separateOutputStream: true });
    await client.untilClosed();
    const lines = client.textOf(output).trimEnd().split('\n');
    expect(lines).toHaveLength(20_000);
    expect(lines.at(-1)).toBe('20000');
    expect(Math.max(...client.frames.map(({ payload }) => payload.length))).toBeLessThanOrEqual(1_024);
  });

  it('ends on the interrupt character', async () => {
    const client = await run(`sh -c 'echo waiting; exec sleep 1000'`, { separateOutputStream: true });
    await client.until(() => client.textOf(output).includes('waiting'));
    client.type('\u0003');
    await client.untilClosed();
    expect(client.textOf(exitCode)).toBe('EXIT_CODE: 130');
  });

  it.each(['', '   ', '""'])('that is none (%j) says so', async (command) => {
    const Parameters = { command: [command] };
    const { client } = await stage.session({ DocumentName: 'AWS-StartNonInteractiveCommand', Parameters });
    await shakeHands(client);
    await client.untilClosed();
    expect(client.textOf(standardError)).toBe('Unable to start command: there is no command\n');
  });

  it('that cannot be started says why', async () => {
    const client = await run('no-such-program --help');
    await client.untilClosed();
    expect(client.textOf(standardError)).toContain('"no-such-program": executable file not found');
    expect(stage.aws.inspect().sessions[0]?.status).toBe('Failed');
  });
});
