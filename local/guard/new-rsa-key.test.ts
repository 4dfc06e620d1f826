import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('keys are exported without end, however often memory is cleared meanwhile', () => {
  const module = new URL('./new-rsa-key.ts', import.meta.url).href;
  const program = `
    import { newRsaKey } from ${JSON.stringify(module)};
    for (let made = 0; made < 3_000; made += 1) newRsaKey(512).export({ format: 'jwk' });
    console.log('done');`;
  // A small nursery is cleared often: made the plain way, none of these got through.
  const { stdout, signal } = spawnSync(
    process.execPath,
    ['--max-semi-space-size=1', '--import', 'tsx', '--input-type=module', '-e', program],
    { cwd: fileURLToPath(new URL('../..', import.meta.url)), encoding: 'utf8', timeout: 60_000, killSignal: 'SIGKILL' },
  );
  expect([stdout, signal]).toEqual(['done\n', null]);
});
