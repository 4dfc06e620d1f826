import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { DescribeInstanceInformationCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { present } from './testing/stage';

let folder: string;
let child: ChildProcess;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'local-aws-alone-'));
});
afterEach(async () => {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
});

function start(...more: string[]): ChildProcess {
  const alone = new URL('./alone.ts', import.meta.url).pathname;
  child = spawn(process.execPath, ['--import', 'tsx', alone, '--data-folder', folder, ...more]);
  return child;
}

describe('npm run local-aws', () => {
  it('says how to point a client at it, and ends on SIGTERM', async () => {
    const { stdout } = start('--port', '0', '--region', 'eu-west-1', '--regions', 'us-east-1');
    let said = '';
    for await (const part of present(stdout)) {
      said += part;
      if (said.includes('Ctrl-C')) break;
    }
    const settings = Object.fromEntries(
      [...said.matchAll(/^ {2}export (\w+)='(.*)'$/gm)].map(([, name, value]) => [name, value]),
    );
    for (const region of [settings.AWS_REGION, 'us-east-1']) {
      const ssm = new SSMClient({
        endpoint: settings.AWS_ENDPOINT_URL,
        region,
        credentials: {
          accessKeyId: settings.AWS_ACCESS_KEY_ID ?? '',
          secretAccessKey: settings.AWS_SECRET_ACCESS_KEY ?? '',
        },
      });
      const { InstanceInformationList } = await ssm.send(new DescribeInstanceInformationCommand({}));
      expect(InstanceInformationList).toHaveLength(region === 'eu-west-1' ? 2 : 0);
    }
    // An empty variable would be a token to some clients.
    expect(said).toContain('unset AWS_SESSION_TOKEN');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('says in a line that its port is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const port = String((server.address() as AddressInfo).port);
    const { stderr } = start('--port', port);
    const [said] = await Promise.all([text(present(stderr)), once(child, 'exit')]);
    server.close();
    expect(said).toBe(`Port ${port} is in use. Choose another one with --port.\n`);
    expect(child.exitCode).toBe(1);
  });
});
