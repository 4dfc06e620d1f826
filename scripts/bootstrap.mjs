// Makes `npm start`, `npm test` and `npm run dev` work as the only command on a bare clone. It runs before any package
// is there, so it imports none.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeFailure, readPlaywrightReport, readVitestReport } from './test-reports.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...parts) => join(root, ...parts);
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
const packageBin = (name, bin = name) =>
  at('node_modules', name, readJson(at('node_modules', name, 'package.json')).bin[bin]);
const seconds = (sinceMs) => `${((Date.now() - sinceMs) / 1000).toFixed(1)} s`;

class Refused extends Error {}

let current;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => current?.kill(signal) ?? process.exit(1));
// npm runs us under a shell that keeps signals to itself and survives npm: the death of either shows in who our
// ancestors are.
const ancestors = () => `${process.ppid} ${process.env.npm_lifecycle_event ? parentOf(process.ppid) : ''}`;
const born = ancestors();
setInterval(() => ancestors() !== born && current?.kill('SIGTERM'), 500).unref();

function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
  } catch {
    // Not Linux, or gone; in the second case our own parent has changed as well.
    return '';
  }
}

/** Runs a program to its end with our own output; resolves with its exit code. */
function run(command, args, env = {}, cwd = root) {
  return new Promise((resolve, reject) => {
    current = spawn(command, args, { cwd, stdio: 'inherit', env: { ...process.env, ...env } });
    current.once('error', reject);
    current.once('exit', (code, signal) => {
      current = undefined;
      resolve(signal ? 1 : code);
    });
  });
}

const runNode = (args, env, cwd) => run(process.execPath, args, env, cwd);

function requireNode() {
  const wanted = readJson(at('package.json')).engines.node.replace('>=', '');
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [wantedMajor, wantedMinor] = wanted.split('.').map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  throw new Refused(`This is Node ${process.versions.node}; Postern needs ${wanted} or newer.`);
}

/** Whether node_modules holds what the lock file says; npm writes its own record only after a whole installation. */
export function packagesAreCurrent(folder) {
  const record = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = readJson(record).packages;
  return Object.entries(readJson(join(folder, 'package-lock.json')).packages).every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  );
}

/** Installs the packages of a folder's lock file where they are missing or stale, and says so. */
export async function ensurePackages(folder, name) {
  if (packagesAreCurrent(folder)) return;
  console.log(`Installing the packages of ${name}, about a minute…`);
  const begun = Date.now();
  const npm = process.env.npm_execpath;
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--fetch-retries=5'];
  const install = () => (npm ? runNode([npm, ...args], {}, folder) : run('npm', args, {}, folder));
  if ((await install()) !== 0) {
    console.log('That failed; trying once more, since registries have bad moments…');
    if ((await install()) !== 0) {
      throw new Refused(
        'The packages could not be installed: see above for what npm said, and check the way to the registry.',
      );
    }
  }
  console.log(`Installed the packages in ${seconds(begun)}`);
}

async function ensureDatabaseClient() {
  const hash = createHash('sha256').update(readJson(at('node_modules/prisma/package.json')).version);
  for (const path of [
    'prisma/schema.prisma',
    ...readdirSync(at('prisma/models')).map((name) => `prisma/models/${name}`),
  ]) {
    hash.update(`\0${path}\0`).update(readFileSync(at(path)));
  }
  const fingerprint = hash.digest('hex');
  const stamp = at('node_modules/.cache/postern-database-client');
  if (existsSync(at('lib/db/generated/client.ts')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint)
    return;
  console.log('Generating the database client, 2 s…');
  const code = await runNode([packageBin('prisma'), 'generate'], { PRISMA_HIDE_UPDATE_MESSAGE: '1' });
  if (code !== 0) throw new Refused('The database client could not be generated: see above for what Prisma said.');
  mkdirSync(at('node_modules/.cache'), { recursive: true });
  writeFileSync(stamp, fingerprint);
}

/** Runs everything CI runs, one stage after the other, and sums up. */
async function test() {
  // The product never needs these: 240 MB of CDK for the stacks and their tests.
  await ensurePackages(at('infra'), 'infra/package-lock.json');
  const reports = mkdtempSync(join(tmpdir(), 'postern-reports-'));
  const report = (name) => join(reports, `${name}.json`);
  const vitest = (project) => ({
    name: project,
    arguments: [
      packageBin('vitest'),
      'run',
      '--project',
      project,
      '--passWithNoTests',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report(project)}`,
    ],
    read: (json) => readVitestReport(json, root),
  });
  const tsx = ['--import', 'tsx'];
  const stages = [
    { name: 'check', arguments: ['scripts/check.mjs'] },
    ...['unit', 'db', 'aws', 'infra'].map(vitest),
    ...(existsSync(at('app')) ? [{ name: 'build', arguments: [...tsx, 'local/build-pages.ts'] }] : []),
    ...(existsSync(at('e2e/playwright.config.ts'))
      ? [
          {
            name: 'e2e',
            arguments: [
              packageBin('@playwright/test', 'playwright'),
              'test',
              '-c',
              'e2e/playwright.config.ts',
              '--reporter=list,json',
            ],
            env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report('e2e') },
            read: readPlaywrightReport,
          },
        ]
      : []),
  ];
  let passed = 0;
  let failed = 0;
  const lines = [];
  const faults = [];
  for (const stage of stages) {
    console.log(`\n━━ ${stage.name} ━━`);
    const begun = Date.now();
    const code = await runNode(stage.arguments, stage.env);
    const path = report(stage.name);
    const told = stage.read && existsSync(path) ? stage.read(readJson(path)) : { passed: 0, failed: 0, failures: [] };
    passed += told.passed;
    // A stage that fails without a failed test (a broken file, a broken build) is a failure all the same.
    failed += code === 0 ? told.failed : Math.max(told.failed, 1);
    if (code !== 0 && told.failures.length === 0) faults.push(`✕ ${stage.name}: see above for what it said`);
    faults.push(...told.failures.map((failure) => describeFailure(stage.name, failure)));
    lines.push(
      `${code === 0 ? '✓' : '✕'} ${stage.name.padEnd(6)} ${seconds(begun).padStart(8)}${stage.read ? `  ${told.passed} passed, ${told.failed} failed` : ''}`,
    );
  }
  rmSync(reports, { recursive: true, force: true });
  if (faults.length > 0) console.log(`\n━━ what failed ━━\n${faults.join('\n\n')}`);
  console.log(`\n${lines.join('\n')}\n\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

const MODES = {
  start: () => runNode(['--import', 'tsx', 'local/start.ts']),
  dev: () => runNode(['--import', 'tsx', 'local/start.ts', '--dev']),
  test,
};

async function main(mode) {
  const work = MODES[mode];
  if (!work) throw new Refused(`Say which: ${Object.keys(MODES).join(', ')}.`);
  requireNode();
  await ensurePackages(root, 'package-lock.json');
  await ensureDatabaseClient();
  return work();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main(process.argv[2]).then(
    (code) => process.exit(code),
    (error) => {
      console.error(error instanceof Refused ? error.message : error);
      process.exit(1);
    },
  );
}
