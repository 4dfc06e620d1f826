import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

// What the built pages are made of. Anything else may change without a build.
const SOURCES = ['app', 'components', 'lib', 'public', 'prisma/models', 'package-lock.json', 'tsconfig.json'];
const SOURCE_PATTERNS = [/^next\.config\./, /^postcss\.config\./, /^proxy\./, /^i18n\./, /^instrumentation/];

/** Builds the pages unless those in .next were made from exactly these sources. Says what it does; throws with the build's own words. */
export async function ensurePagesBuilt(root: string, log: (line: string) => void, signal?: AbortSignal): Promise<void> {
  const stamp = join(root, '.next', 'postern-build.json');
  const fingerprint = fingerprintOf(root);
  if (existsSync(join(root, '.next', 'BUILD_ID')) && fingerprintIn(stamp) === fingerprint) return;
  log('Building the pages, about 30 s…');
  const begun = Date.now();
  await build(root, signal);
  writeFileSync(stamp, JSON.stringify({ fingerprint }));
  log(`Built the pages in ${Math.round((Date.now() - begun) / 1_000)} s`);
}

async function build(root: string, signal?: AbortSignal): Promise<void> {
  const next = createRequire(join(root, 'package.json')).resolve('next/dist/bin/next');
  const child = spawn(process.execPath, [next, 'build'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-8_000);
    });
  }
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`The pages could not be built:\n${said.trim()}`);
}

function fingerprintOf(root: string): string {
  const hash = createHash('sha256').update(process.version);
  const atRoot = readdirSync(root).filter((name) => SOURCE_PATTERNS.some((pattern) => pattern.test(name)));
  for (const path of [...SOURCES, ...atRoot].flatMap((name) => filesUnder(join(root, name))).sort()) {
    hash.update(`\0${relative(root, path)}\0`).update(readFileSync(path));
  }
  return hash.digest('hex');
}

function filesUnder(path: string): string[] {
  if (!existsSync(path)) return [];
  let entries: ReturnType<typeof directoryEntries>;
  try {
    entries = directoryEntries(path);
  } catch {
    return [path];
  }
  return entries
    .filter(
      ({ name }) => !/\.test\.tsx?$/.test(name) && name !== 'testing' && name !== 'testdata' && name !== 'generated',
    )
    .flatMap(({ name }) => filesUnder(join(path, name)));
}

function directoryEntries(path: string) {
  return readdirSync(path, { withFileTypes: true });
}

function fingerprintIn(stamp: string): string | undefined {
  try {
    return JSON.parse(readFileSync(stamp, 'utf8')).fingerprint;
  } catch {
    return undefined;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  ensurePagesBuilt(fileURLToPath(new URL('..', import.meta.url)), console.log).catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
