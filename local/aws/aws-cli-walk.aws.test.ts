import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { walkWithAwsCli } from './aws-cli-walk';
import { type Stage, startStage } from './testing/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(async () => {
  await stage.close();
});

async function walk(more: Record<string, string> = {}): Promise<{ failed: number; faults: string[] }> {
  const lines: string[] = [];
  const { AWS_REGION = '' } = stage.aws.environment;
  const environment = { ...stage.aws.environment, AWS_DEFAULT_REGION: AWS_REGION, ...more };
  const failed = await walkWithAwsCli(environment, (line) => lines.push(line));
  return { failed, faults: lines.filter((line) => !line.startsWith('✓')) };
}

const noCli = { failed: 1, faults: ['✕ there is no AWS CLI on this machine'] };

describe('the walk with the AWS CLI', () => {
  it('finds every operation and shape in its place, where there is a CLI', async () => {
    const hasCli = spawnSync('aws', ['--version']).status === 0;
    expect(await walk()).toEqual(hasCli ? { failed: 0, faults: [] } : noCli);
    // Some forty starts of the CLI, each of which takes its second on a busy machine.
  }, 240_000);

  it('says so where there is none', async () => {
    const PATH = mkdtempSync(join(tmpdir(), 'no-cli-'));
    try {
      expect(await walk({ PATH })).toEqual(noCli);
    } finally {
      rmSync(PATH, { recursive: true });
    }
  });
});
