import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arrowFaults, runTool } from './check.mjs';
import { faultsOf } from './house-rules.mjs';
import { typedFaults } from './typed-rules.mjs';

// The gates' own test: each kind of violation is planted in a small house of its own and has to be refused. A gate that
// has gone blind (a tool that no longer reads the sources, a pattern that matches nothing) fails here first.

const root = fileURLToPath(new URL('..', import.meta.url));
let house;

const write = (path, text) => {
  mkdirSync(dirname(join(house, path)), { recursive: true });
  writeFileSync(join(house, path), text);
};
const build = (files) => {
  rmSync(join(house, 'lib'), { recursive: true, force: true });
  for (const top of ['app', 'components', 'local', 'e2e', 'prisma', 'server.ts']) {
    rmSync(join(house, top), { recursive: true, force: true });
  }
  for (const [path, text] of Object.entries({ ...INNOCENT, ...files })) write(path, text);
};

// What the planted files reach for; nothing wrong with any of it.
const INNOCENT = {
  'lib/domain/result.ts': 'export type Result = 1;\n',
  'lib/use-cases/ports.ts': 'export type Clock = () => Date;\n',
  'lib/use-cases/submit.ts': "import { randomUUID } from 'node:crypto';\nexport const submit = () => randomUUID();\n",
  'lib/db/client.ts': "import pg from 'pg';\nexport const pool = new pg.Pool();\n",
  'lib/agent-wire/index.ts': "export { frame } from './frame';\n",
  'lib/agent-wire/frame.ts': "import { createHash } from 'node:crypto';\nexport const frame = createHash;\n",
  'lib/aws/clients.ts':
    "import { ECSClient } from '@aws-sdk/client-ecs';\nimport type { Clock } from '../use-cases/ports';\nexport const client = (_clock: Clock) => new ECSClient({});\n",
  'lib/web/action.ts':
    "import 'server-only';\nimport { submit } from '../use-cases/submit';\nexport const action = submit;\n",
  'components/row.tsx': "import { clsx } from 'clsx';\nexport const Row = () => <b className={clsx('a')} />;\n",
  'local/start.ts': "import { frame } from '../lib/agent-wire/frame';\nexport const start = frame;\n",
  'lib/db/testing/rows.ts': 'export const aRow = 1;\n',
  'lib/db/client.db.test.ts':
    "import { start } from '../../local/start';\nimport { aRow } from './testing/rows';\nexport const used = [start, aRow];\n",
};

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'postern-gates-'));
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json', '.gitignore']) {
    cpSync(join(root, file), join(house, file));
  }
  symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'));
  writeFileSync(join(house, '.gitignore'), `${readFileSync(join(root, '.gitignore'), 'utf8')}\nnode_modules\n`);
  execFileSync('git', ['init', '-q'], { cwd: house });
});
afterAll(() => rmSync(house, { recursive: true, force: true }));

const PLANTED = [
  ['lib/domain/a.ts', "import { z } from 'zod';\nexport const a = z;\n", 'lib/domain: rules are facts'],
  [
    'lib/domain/b.ts',
    "import { randomUUID } from 'node:crypto';\nexport const b = randomUUID;\n",
    'lib/domain: rules are facts',
  ],
  [
    'lib/domain/c.ts',
    "import type { Clock } from '../use-cases/ports';\nexport type C = Clock;\n",
    'lib/domain: rules are facts',
  ],
  [
    'lib/use-cases/d.ts',
    "import { ECSClient } from '@aws-sdk/client-ecs';\nexport const d = ECSClient;\n",
    'lib/use-cases: decides',
  ],
  [
    'lib/use-cases/e.ts',
    "import { readFileSync } from 'node:fs';\nexport const e = readFileSync;\n",
    'lib/use-cases: decides',
  ],
  ['lib/web/f.ts', "import { pool } from '../db/client';\nexport const f = pool;\n", 'lib/web: translates HTTP'],
  [
    'lib/bridge/g.ts',
    "import { frame } from '../agent-wire/frame';\nexport const g = frame;\n",
    'lib/bridge: translates sockets',
  ],
  [
    'lib/bridge/h.ts',
    "import { getToken } from 'next-auth/jwt';\nexport const h = getToken;\n",
    'lib/bridge: translates sockets',
  ],
  [
    'lib/aws/i.ts',
    "import { submit } from '../use-cases/submit';\nexport const i = submit;\n",
    'lib/aws: implements ports',
  ],
  [
    'components/j.tsx',
    "import { action } from '../lib/web/action';\nexport const j = <b>{action}</b>;\n",
    'components: what it looks like',
  ],
  ['app/k.tsx', "import { pool } from '@/lib/db/client';\nexport const k = pool;\n", 'app: routes only'],
  [
    'lib/jobs/l.ts',
    "import { start } from '../../local/start';\nexport const l = start;\n",
    'The embedded parts are reached by configuration',
  ],
  [
    'lib/db/m.ts',
    "import { aRow } from './testing/rows';\nexport const m = aRow;\n",
    'Product code may not lean on tests',
  ],
  [
    'lib/inputs/n.ts',
    "import { nothing } from './not-there';\nexport const n = nothing;\n",
    'An import that leads nowhere',
  ],
  [
    'lib/garage/o.ts',
    "import { a } from '../domain/result';\nexport const o = a;\n",
    'This folder is in no row of the table',
  ],
  [
    'local/p.ts',
    "import { ECSClient } from '@aws-sdk/client-ecs';\nexport const p = ECSClient;\n",
    'local: stands in for the outside',
  ],
  ['server.ts', "import { submit } from './lib/web/action';\nexport const q = submit;\n", 'server: wires and starts'],
];

describe('arrows', () => {
  test('an innocent house passes', () => {
    build({});
    expect(arrowFaults(house)).toEqual([]);
  });

  test('each planted violation is refused with its remedy and its decision record', () => {
    build({
      ...Object.fromEntries(PLANTED.map(([path, text]) => [path, text])),
      'lib/log/r.ts': "import { s } from './s';\nexport const r = s;\n",
      'lib/log/s.ts': "import { r } from './r';\nexport const s = r;\n",
    });
    const faults = arrowFaults(house);
    for (const [path, , remedy] of PLANTED) {
      expect(faults.filter((fault) => fault.startsWith(`${path} →`)).join('\n')).toContain(remedy);
    }
    expect(faults.join('\n')).toContain('Two files that need each other');
    for (const fault of faults) expect(fault).toMatch(/\(docs\/decisions\/\d{4}\)$/);
  });

  test('a file that the cruise does not see is itself a fault', () => {
    build({ 'lib/domain/odd.d.ts': 'export type Odd = 1;\n' });
    const config = join(house, '.dependency-cruiser.cjs');
    const text = readFileSync(config, 'utf8');
    writeFileSync(config, text.replace('exclude: { path: ', "exclude: { path: '^components/|' + "));
    expect(arrowFaults(house).join('\n')).toContain(
      '1 files were not cruised, so their imports are unchecked: components/row.tsx',
    );
    writeFileSync(config, text);
  });
});

test('the pure rooms see neither the DOM nor Node', () => {
  build({
    'lib/domain/tsconfig.json': readFileSync(join(root, 'lib/domain/tsconfig.json'), 'utf8'),
    'lib/domain/dom.ts': 'export const title = document.title;\n',
    'lib/domain/node.ts': 'export const home = process.env.HOME;\n',
  });
  const { good, output } = runTool(house, 'typescript', ['--noEmit', '-p', 'lib/domain'], 'tsc');
  expect(good).toBe(false);
  expect(output).toContain("Cannot find name 'document'");
  expect(output).toContain("Cannot find name 'process'");
});

describe('promises and switches', () => {
  const own = 'const own = async () => 1;\n';
  const kinds = "type Kind = 'a' | 'b' | 'c';\n";

  test.each([
    ['a call', `${own}own();`, 'nobody hears'],
    ['a call behind a condition', `${own}export const go = (now: boolean) => { now && own(); };`, 'nobody hears'],
    ['a choice of two', `${own}export const go = (now: boolean) => { now ? own() : own(); };`, 'nobody hears'],
    ['only the good end', `${own}own().then(() => 1);`, 'nobody hears'],
    ['only the end', `${own}own().finally(() => 1);`, 'nobody hears'],
    ['a promise of a package', "import pg from 'pg';\nnew pg.Pool().query('SELECT 1');", 'nobody hears'],
    ['a promise of generated code', "import { find } from './generated/client';\nfind();", 'nobody hears'],
    ['an async listener', `${own}process.on('exit', async () => { await own(); });`, 'drops what it returns'],
    ['an async timer', `${own}setTimeout(async () => { await own(); }, 1);`, 'drops what it returns'],
    [
      'an async member',
      `${own}export const o: { go(): void } = { go: async () => void own() };`,
      'drops what it returns',
    ],
    [
      'a case left out',
      `${kinds}export function f(k: Kind) { switch (k) { case 'a': case 'b': } }`,
      '("c") leaves cases',
    ],
    [
      'a case of a narrowed list left out',
      `${kinds}export function f(k: Kind) { if (k === 'a') return; switch (k) { case 'b': } }`,
      '("c") leaves cases',
    ],
  ])('%s is refused', (_, text, said) => {
    build({
      'lib/log/planted.ts': text,
      'lib/log/generated/client.ts': 'export const find = async () => { Promise.resolve(1); };\n',
    });
    const faults = typedFaults(house);
    expect(faults.join('\n')).toContain(said);
    for (const fault of faults) expect(fault).toMatch(/^lib\/log\/planted\.ts:\d+ .* \(docs\/decisions\/\d{4}\)$/);
  });

  test('what is handled is left alone', () => {
    build({
      'lib/log/handled.ts': [
        `${own}${kinds}`,
        'await own();\nvoid own();\nown().catch(() => 1);\nown().then(() => 1, () => 2);',
        'own().then(() => 1).catch(() => 2).finally(() => 3);\nexport let kept: Promise<number>;\nkept = own();',
        'export const both = Promise.all([1].map(async () => own()));',
        "export function all(k: Kind) { switch (k) { case 'a': case 'b': case 'c': } }",
        "export function rest(k: Kind) { switch (k) { case 'a': default: } }",
        "export function narrowed(k: Kind) { if (k === 'a') return; switch (k) { case 'b': case 'c': } }",
        "export function open(k: string) { switch (k) { case 'a': } }",
      ].join('\n'),
    });
    expect(typedFaults(house)).toEqual([]);
  });

  test('a file that the compiler is not given is itself a fault', () => {
    build({});
    expect(typedFaults(house, ['lib/domain/result.ts', 'garage/stack.ts']).join('\n')).toContain(
      'garage/stack.ts is in no project',
    );
  });
});

describe('house rules', () => {
  test.each([
    ['lib/domain/a.ts', 'const t = Date.now();', 'Date.now'],
    ['lib/agent-wire/a.ts', 'const t = new Date( );', 'new Date() without an argument'],
    ['lib/domain/a.ts', 'const n = Math.random();', 'Math.random'],
    ['lib/agent-wire/a.ts', 'console.log(1);', 'process, console'],
    ['lib/domain/a.ts', 'setTimeout(work, 1);', 'timers'],
    ['lib/domain/a.ts', "await fetch('x');", 'fetch'],
    ['lib/web/utils.ts', '', 'is named “utils”'],
    ['lib/shared/a.ts', '', 'is named “shared”'],
    ['components/date-helpers.tsx', '', 'is named “helpers”'],
    ['lib/web/index.ts', '', 'is a barrel'],
    ['lib/web/SomeThing.ts', '', 'kebab-case'],
    ['lib/web/a.ts', 'export default 1;', 'exports a default'],
    ['lib/bridge/a.ts', "import 'server-only';", 'only lib/web may'],
    ['lib/bridge/a.ts', "generateKeyPairSync('ed25519');", 'can hang Node 20'],
    ['lib/web/a.ts', '// @ts-ignore', 'silences the compiler'],
    ['lib/web/a.ts', '// TODO later', 'leaves work behind'],
    ['lib/web/a.ts', 'let a = 1;\n'.repeat(301), 'has 301 lines of code'],
  ])('%s with %j is refused', (path, text, said) => {
    expect(faultsOf(path, text).join('\n')).toContain(said);
  });

  test.each([
    ['lib/domain/a.ts', 'const at = new Date(now);\n// Date.now() would make this untestable\nmachine.process.run();'],
    ['lib/domain/a.test.ts', 'const t = Date.now();'],
    ['lib/web/a.ts', `// Over 300 lines because it is one table.\n${'let a = 1;\n'.repeat(301)}`],
    ['lib/web/a.ts', `${'// why\n\n'.repeat(400)}let a = 1;`],
    ['lib/config/index.ts', 'export const a = 1;'],
    ['app/requests/[requestId]/page.tsx', 'export default function Page() {}'],
  ])('%s is left alone', (path, text) => {
    expect(faultsOf(path, text)).toEqual([]);
  });
});
