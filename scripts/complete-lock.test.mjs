import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LOCKS, missingEntries } from './complete-lock.mjs';

test.each(LOCKS)('the committed %s lacks nothing that npm would refuse it for', (name) => {
  const lock = JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'));
  expect(Object.keys(missingEntries(lock))).toEqual([]);
});

test.each(LOCKS)('the committed %s names no registry', (name) => {
  const text = readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
  expect([...text.matchAll(/"resolved": "(https?:\/\/[^/"]+)/g)].map(([, host]) => host)).toEqual([]);
});

test('a missing optional package is added for its platform; one found higher up is not', () => {
  const packages = {
    '': { optionalDependencies: { 'tool-darwin-arm64': '1.2.3' } },
    'node_modules/a': { dev: true, optionalDependencies: { '@b/core-linux-x64-musl': '^2.0.0', here: '1.0.0' } },
    'node_modules/here': {},
  };
  expect(missingEntries({ packages })).toEqual({
    'node_modules/tool-darwin-arm64': { version: '1.2.3', cpu: ['arm64'], os: ['darwin'], optional: true },
    'node_modules/@b/core-linux-x64-musl': {
      version: '2.0.0',
      cpu: ['x64'],
      libc: ['musl'],
      os: ['linux'],
      dev: true,
      optional: true,
    },
  });
});
