import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { packagesAreCurrent } from './bootstrap.mjs';

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-bootstrap-'));
  mkdirSync(join(folder, 'node_modules'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lock = (packages) => writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages }));
const installed = (packages) =>
  writeFileSync(join(folder, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }));

describe('packagesAreCurrent', () => {
  const a = { 'node_modules/a': { version: '1.0.0' } };

  test('holds when every package has the version of the lock file', () => {
    lock({ '': {}, ...a });
    installed(a);
    expect(packagesAreCurrent(folder)).toBe(true);
  });

  test('does not hold without packages, after an interrupted installation, or when a version has moved', () => {
    lock({ '': {}, ...a });
    expect(packagesAreCurrent(folder)).toBe(false);
    installed({ 'node_modules/a': { version: '0.9.0' } });
    expect(packagesAreCurrent(folder)).toBe(false);
    installed({});
    expect(packagesAreCurrent(folder)).toBe(false);
  });

  test("does not ask for other platforms' packages", () => {
    lock({ '': {}, ...a, 'node_modules/b-darwin': { version: '1.0.0', optional: true } });
    installed(a);
    expect(packagesAreCurrent(folder)).toBe(true);
  });
});

test('a word it does not know is answered with the words it does', () => {
  const path = fileURLToPath(new URL('./bootstrap.mjs', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [path, 'fly'], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([1, 'Say which: start, dev, test.\n']);
});
