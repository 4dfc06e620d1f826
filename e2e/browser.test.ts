import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findBrowser } from './browser';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-browser-'));
  for (const name of ['chromium', 'google-chrome', 'notes']) writeFileSync(join(folder, name), '');
  chmodSync(join(folder, 'chromium'), 0o755);
  chmodSync(join(folder, 'google-chrome'), 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the named browser comes first, then the first one on the path', () => {
  const PATH = ['/nowhere', folder].join(delimiter);
  const named = join(folder, 'google-chrome');
  expect(findBrowser({ NODE_ENV: 'test', PATH, POSTERN_CHROMIUM: named })).toMatchObject({
    executablePath: named,
    source: 'POSTERN_CHROMIUM',
  });
  expect(findBrowser({ NODE_ENV: 'test', PATH })).toMatchObject({
    executablePath: join(folder, 'chromium'),
    source: 'the machine',
  });
});

test('a named browser that is no program is refused rather than passed over', () => {
  const named = join(folder, 'notes');
  expect(() => findBrowser({ NODE_ENV: 'test', PATH: folder, POSTERN_CHROMIUM: named })).toThrow(
    `POSTERN_CHROMIUM names ${named}, which is not a program.`,
  );
});
