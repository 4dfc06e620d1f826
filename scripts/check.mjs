// `npm run check`: format, lint, types, promises, arrows, house rules, dead exports. Each gate runs even when one before it failed.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePackages } from './bootstrap.mjs';
import { houseFaults } from './house-rules.mjs';
import { typedFaults } from './typed-rules.mjs';

const here = fileURLToPath(new URL('..', import.meta.url));

/** Every file git tracks or would track under the folder. */
export function projectFiles(root) {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  return [...new Set(listed.split('\0'))].filter(
    (path) => path !== '' && existsSync(join(root, path)) && statSync(join(root, path)).isFile(),
  );
}

/** Runs a program of node_modules in the folder; its output, and whether it was content. */
export function runTool(root, name, args, bin = name, preload = []) {
  const { bin: bins } = JSON.parse(readFileSync(join(here, 'node_modules', name, 'package.json'), 'utf8'));
  const path = join(here, 'node_modules', name, typeof bins === 'string' ? bins : bins[bin]);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...preload.flatMap((file) => ['--import', file]), path, ...args],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
    },
  );
  return { good: status === 0, stdout, output: `${stdout}${stderr}`.trim() };
}

/** Cruises the folder; violations with their remedies, and what makes the cruise itself untrustworthy. */
export function arrowFaults(root) {
  const { stdout, output } = runTool(
    root,
    'dependency-cruiser',
    ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', '.'],
    'depcruise',
    [new URL('./swc-reads-tsx.mjs', import.meta.url).href],
  );
  let cruise;
  try {
    cruise = JSON.parse(stdout);
  } catch {
    return [`The arrows could not be read: ${output.slice(0, 2_000)}`];
  }
  const remedies = new Map(cruise.summary.ruleSetUsed.forbidden.map(({ name, comment }) => [name, comment]));
  const faults = cruise.summary.violations.map(
    ({ rule, from, to, cycle }) =>
      `${from} → ${cycle ? cycle.map(({ name }) => name).join(' → ') : to}\n    ${remedies.get(rule.name)}`,
  );
  // Under a TypeScript it cannot read, the tool sees almost nothing and reports no violation: green and blind.
  const seen = new Set(cruise.modules.map(({ source }) => source));
  const unseen = projectFiles(root).filter((path) => /\.tsx?$/.test(path) && !seen.has(path));
  if (unseen.length > 0) {
    faults.push(
      `${unseen.length} files were not cruised, so their imports are unchecked: ${unseen.slice(0, 5).join(', ')} (docs/decisions/0009)`,
    );
  }
  return faults;
}

const fromTool = ({ good, output }) => (good ? [] : [output]);
const PURE_ROOMS = ['lib/domain', 'lib/terminal-wire'];

const gates = {
  'format and lint': () =>
    fromTool(runTool(here, '@biomejs/biome', ['ci', '--colors=off', '--max-diagnostics=40', '.'], 'biome')),
  types() {
    // A bare clone lacks the types Next writes for its routes and for style sheets.
    if (existsSync(join(here, 'app')) && !existsSync(join(here, '.next/types/routes.d.ts')))
      runTool(here, 'next', ['typegen']);
    return fromTool(runTool(here, 'typescript', ['--noEmit', '-p', '.'], 'tsc'));
  },
  'types of the pure rooms': () =>
    PURE_ROOMS.flatMap((room) => fromTool(runTool(here, 'typescript', ['--noEmit', '-p', room], 'tsc'))),
  'types of infra': () => fromTool(runTool(here, 'typescript', ['--noEmit', '-p', 'infra'], 'tsc')),
  'promises and switches': () => [
    ...typedFaults(here, projectFiles(here)),
    ...typedFaults(join(here, 'infra')).map((fault) => `infra: ${fault}`),
  ],
  arrows: () => arrowFaults(here),
  'house rules': () => houseFaults(here, projectFiles(here)),
  'dead exports': () => fromTool(runTool(here, 'knip', ['--no-progress', '--no-config-hints'])),
};

async function main() {
  await ensurePackages(join(here, 'infra'), 'infra/package-lock.json');
  let failed = false;
  for (const [name, gate] of Object.entries(gates)) {
    const begun = Date.now();
    const faults = gate();
    failed ||= faults.length > 0;
    console.log(`${faults.length === 0 ? '✓' : '✕'} ${name} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
    for (const fault of faults) console.log(`  ${fault.replaceAll('\n', '\n  ')}`);
  }
  return failed ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().then(
    (code) => process.exit(code),
    (error) => {
      console.error(error.message);
      process.exit(1);
    },
  );
}
