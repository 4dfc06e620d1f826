import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensurePagesBuilt } from './build-pages';

// A stand-in for the program `next build`; when it runs is what counts here.
const NEXT = `
  const { mkdirSync, writeFileSync, existsSync } = require('node:fs');
  if (existsSync('app/broken.tsx')) { console.error('app/broken.tsx:1 is broken'); process.exit(1); }
  mkdirSync('.next', { recursive: true });
  writeFileSync('.next/BUILD_ID', 'x');`;

let root: string;
let said: string[];
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const builds = async () => {
  said = [];
  await ensurePagesBuilt(root, (line) => said.push(line));
  return said.length > 0;
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'postern-build-'));
  write('package.json', '{}');
  write('node_modules/next/dist/bin/next', NEXT);
  write('app/page.tsx', 'one');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('builds once, and again only when something the pages are made of has changed', async () => {
  expect(await builds()).toBe(true);
  expect(said[0]).toBe('Building the pages, about 30 s…');
  expect(await builds()).toBe(false);
  write('local/start.ts', 'not in a page');
  write('app/page.test.tsx', 'nor this');
  expect(await builds()).toBe(false);
  write('app/page.tsx', 'two');
  expect(await builds()).toBe(true);
  write('components/row.tsx', 'new');
  expect(await builds()).toBe(true);
  expect(await builds()).toBe(false);
});

test("fails with the build's own words and does not take the attempt for a build", async () => {
  write('app/broken.tsx', '');
  await expect(builds()).rejects.toThrow('The pages could not be built:\napp/broken.tsx:1 is broken');
  rmSync(join(root, 'app/broken.tsx'));
  expect(await builds()).toBe(true);
});
