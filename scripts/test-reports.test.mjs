import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeFailure, readPlaywrightReport, readVitestReport } from './test-reports.mjs';

const modules = fileURLToPath(new URL('../node_modules', import.meta.url));

/** Lets a real runner loose on one file and returns what it reports. */
function reportOf(folder, file, source, tool, args, env = {}) {
  writeFileSync(join(folder, file), source);
  const output = join(folder, 'report.json');
  const { stderr } = spawnSync(process.execPath, [join(modules, tool), ...args(output)], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, VITEST: '', ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: output, FORCE_COLOR: '1' },
  });
  try {
    return JSON.parse(readFileSync(output, 'utf8'));
  } catch (cause) {
    throw new Error(`${tool} wrote no report: ${stderr}`, { cause });
  }
}

let folder;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-test-reports-'));
  symlinkSync(modules, join(folder, 'node_modules'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const vitest = (file, source) =>
  readVitestReport(
    reportOf(folder, file, source, 'vitest/vitest.mjs', (output) => [
      ...['run', '--root', '.', file, '--reporter=json', `--outputFile.json=${output}`],
    ]),
    folder + sep,
  );

describe('readVitestReport', () => {
  test('counts, and names each failure with what it said', () => {
    const summary = vitest(
      'sums.test.mjs',
      `import { describe, expect, test } from 'vitest';
       describe('sums', () => {
         test('holds', () => expect(1 + 1).toBe(2));
         test('does not hold', () => expect(1 + 1).toBe(3));
       });`,
    );
    expect(summary).toMatchObject({ passed: 1, failed: 1, failures: [{ test: 'sums.test.mjs › sums does not hold' }] });
    expect(summary.failures[0].said).toContain('expected 2 to be 3');
  });

  test('names a file that breaks before its first test', () => {
    const { failed, failures } = vitest('broken.test.mjs', `throw new Error('no way in');`);
    expect({ failed, failures }).toMatchObject({ failed: 0, failures: [{ test: 'broken.test.mjs' }] });
    expect(failures[0].said).toContain('no way in');
  });
});

const playwright = (file, source) =>
  readPlaywrightReport(
    reportOf(folder, file, source, '@playwright/test/cli.js', () => ['test', file, '--reporter=json', '--retries=1']),
  );

describe('readPlaywrightReport', () => {
  test('counts a test that passed at its second try as failed, and says what each try said', () => {
    const summary = playwright(
      'tries.spec.mjs',
      `import { expect, test } from '@playwright/test';
       test('holds', () => {});
       test.describe('a group', () => {
         test('holds at last', ({}, { retry }) => expect(retry).toBe(1));
         test('never holds', () => { throw new Error('never'); });
       });`,
    );
    expect(summary).toMatchObject({
      passed: 1,
      failed: 2,
      failures: [{ test: 'tries.spec.mjs:4 › holds at last' }, { test: 'tries.spec.mjs:5 › never holds' }],
    });
    expect(summary.failures[1].said).toContain('never');
  });

  test('names what went wrong outside every test', () => {
    const { failures } = playwright('unread.spec.mjs', `throw new Error('unreadable');`);
    expect(failures[0]).toEqual({ test: 'outside every test', said: expect.stringContaining('unreadable') });
  });
});

test('a failure is told in its first lines, without colours', () => {
  const said = `\u001b[31mred\u001b[39m\n${Array.from({ length: 20 }, (_, line) => `line ${line}`).join('\n')}`;
  const lines = describeFailure('db', { test: 'a › b', said }).split('\n');
  expect([lines[0], lines[1], lines.at(-1)]).toEqual(['✕ db: a › b', '    red', '    … and 7 lines more above']);
});
