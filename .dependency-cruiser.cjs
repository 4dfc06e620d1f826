// The arrows of ARCHITECTURE.md as a table: each room, what it may reach, and what to do instead. A rule names the
// decision record it rests on. scripts/gates.test.mjs plants violations and sees each refused.

const NODE = Symbol('the built-ins of Node');
const TESTS = '\\.test\\.tsx?$|\\.spec\\.ts$|(^|/)testing/|(^|/)testdata/';
const FLOORS = 'docs/decisions/0001';
const DOORS = 'docs/decisions/0002';
const STATE = 'docs/decisions/0003';

/** One rule: files of the room import themselves, the paths of `may`, the packages, Node's built-ins if told, and nothing else. */
function room(name, { folder = `^${name}/`, may = [], packages = [], node = false, remedy, record = FLOORS }) {
  const reachable = [folder, ...may, ...packages.map((one) => `node_modules/${one}(/|$)`)];
  return {
    name: name.replaceAll('/', '-'),
    comment: `${name}: ${remedy} (${record})`,
    severity: 'error',
    from: { path: folder, pathNot: TESTS },
    to: {
      pathNot: [...reachable, ...(Array.isArray(node) ? node.map((one) => `^(node:)?${one}$`) : [])].join('|'),
      ...(node === NODE ? { dependencyTypesNot: ['core'] } : {}),
    },
  };
}

const REACT = ['react', 'react-dom', '@types/react', '@types/react-dom'];
const NEXT = ['next', 'next-intl', 'use-intl'];
const AWS = ['@aws-sdk', '@smithy'];
const POSTGRES = ['pg', '@types/pg', 'pg-types'];
const WS = ['ws', '@types/ws'];

const rooms = [
  room('lib/domain', {
    remedy: 'rules are facts without packages, clock or environment; take what you need as an argument',
  }),
  room('lib/terminal-wire', { remedy: 'runs in the browser and in Node alike; it may know neither' }),
  room('lib/agent-wire', {
    node: NODE,
    remedy: 'a library of bytes in and bytes out; whoever drives it owns sockets and timers',
  }),
  room('lib/inputs', {
    may: ['^lib/(domain|terminal-wire)/'],
    packages: ['zod'],
    remedy: 'shapes only; a rule belongs in lib/domain',
  }),
  room('lib/config', { packages: ['zod'], node: NODE, remedy: 'reads the environment once; nothing of the product' }),
  room('lib/log', { may: ['^lib/config/'], packages: ['pino'], node: NODE, remedy: 'only the log' }),
  room('lib/db', {
    may: ['^lib/(domain|config)/'],
    packages: ['@prisma', 'prisma', ...POSTGRES],
    node: NODE,
    record: STATE,
    remedy: 'rows in, domain shapes out; what to do with them is decided in lib/use-cases',
  }),
  room('lib/policy', {
    may: ['^lib/domain/'],
    packages: ['@cedar-policy'],
    node: NODE,
    remedy: 'may this person do this, and why; hand rows in as domain shapes',
  }),
  room('lib/use-cases', {
    may: ['^lib/(domain|policy|db|log|inputs)/'],
    // Hashing and compressing are computation; waiting, files and sockets are not.
    node: ['crypto', 'zlib', 'util'],
    remedy: 'decides without framework and cloud; add what you need from outside to ports.ts',
  }),
  room('lib/aws', {
    may: ['^lib/(domain|config|log)/', '^lib/use-cases/ports\\.ts$'],
    packages: [...AWS, 'zod'],
    node: NODE,
    remedy: 'implements ports; a decision belongs in lib/use-cases',
  }),
  room('lib/wiring', {
    folder: '^lib/wiring\\.ts$',
    may: ['^lib/(db|aws|config|log|policy|domain)/', '^lib/use-cases/(ports|deps)\\.ts$', '^lib/jobs/queue\\.ts$'],
    node: ['crypto'],
    record: DOORS,
    remedy: 'only joins ports and who implements them',
  }),
  room('lib/first-run', {
    folder: '^lib/first-run(\\.test)?\\.ts$',
    may: ['^lib/(config|inputs|policy|use-cases|domain|log)/'],
    packages: ['zod'],
    node: NODE,
    record: DOORS,
    remedy: 'reads the files an installation begins with and hands them to use-cases',
  }),
  room('lib/web', {
    may: ['^lib/(use-cases|domain|inputs|config|log)/', '^lib/wiring\\.ts$'],
    packages: [...NEXT, 'next-auth', 'server-only', 'zod', ...REACT],
    node: NODE,
    record: DOORS,
    remedy: 'translates HTTP; ask a use-case instead of deciding or querying here',
  }),
  room('lib/bridge', {
    may: ['^lib/(use-cases|domain|terminal-wire|config|log)/', '^lib/agent-wire/index\\.ts$'],
    packages: WS,
    node: NODE,
    record: DOORS,
    remedy: 'translates sockets; rows, cloud and decisions come through Deps and lib/use-cases',
  }),
  room('lib/jobs', {
    may: ['^lib/(use-cases|domain|log|config)/'],
    packages: ['pg-boss'],
    node: NODE,
    record: DOORS,
    remedy: 'translates time; a job calls one use-case',
  }),
  room('local', {
    may: ['^lib/agent-wire/', '^prisma/migrate\\.ts$'],
    packages: [...WS, ...POSTGRES, 'oidc-provider', '@types/oidc-provider', '@lydell', 'zod'],
    node: NODE,
    remedy: 'stands in for the outside; it knows nothing of the product but the wire and the migrations',
  }),
  room('components', {
    may: ['^lib/(domain|inputs|terminal-wire)/'],
    packages: [
      ...REACT,
      ...NEXT,
      '@xterm',
      'radix-ui',
      '@radix-ui',
      'clsx',
      'tailwind-merge',
      'class-variance-authority',
      'lucide-react',
      'cmdk',
      'asciinema-player',
      '@fontsource',
      '@fontsource-variable',
      'zod',
    ],
    record: DOORS,
    remedy: 'what it looks like; values and actions arrive as props',
  }),
  room('app', {
    may: ['^components/', '^lib/(web|use-cases|inputs|domain)/'],
    packages: [...REACT, ...NEXT, 'next-auth', '@fontsource', '@fontsource-variable', '@xterm', 'asciinema-player'],
    record: DOORS,
    remedy: 'routes only: read parameters, call lib/web, render a component',
  }),
  room('server', {
    folder: '^server\\.ts$',
    may: ['^lib/(bridge|jobs|config|log|db|use-cases|domain)/', '^lib/(wiring|first-run)\\.ts$'],
    packages: ['next'],
    node: NODE,
    record: DOORS,
    remedy: 'wires and starts; anything that decides goes below a door',
  }),
  room('prisma', {
    may: ['^lib/(db|domain|config)/'],
    packages: ['@prisma', 'prisma', ...POSTGRES],
    node: NODE,
    record: 'docs/decisions/0011',
    remedy: 'schema, migrations and one believable world',
  }),
  room('e2e', {
    may: ['^lib/(db|domain|terminal-wire|agent-wire|config)/', '^local/'],
    packages: ['@playwright', 'playwright', '@axe-core', '@sparticuz', ...POSTGRES, ...WS],
    node: NODE,
    remedy: 'drives the built server from outside, as a person would',
  }),
  room('infra', {
    may: ['^lib/domain/', '^lib/inputs/environments\\.ts$'],
    packages: ['aws-cdk-lib', 'constructs', 'cdk-nag', 'zod'],
    node: NODE,
    record: 'docs/decisions/0018',
    remedy: 'describes what AWS shall hold; of the product it knows the environment and the tags, nothing that runs',
  }),
  room('bench', {
    may: [
      '^lib/(db|domain|terminal-wire|agent-wire|config|bridge|log|use-cases|aws)/',
      '^lib/(wiring|first-run)\\.ts$',
      '^local/',
    ],
    packages: [...POSTGRES, ...WS],
    node: NODE,
    remedy: 'measures; nothing here may be needed by the product',
  }),
];

const ROOT_FILES = '^[^/]+\\.config\\.m?[jt]s$|^scripts/|^docs/|^i18n/|^proxy\\.ts$|^next-intl';

module.exports = {
  forbidden: [
    ...rooms,
    {
      name: 'no-unknown-room',
      comment: `This folder is in no row of the table: put the file into the room it belongs to, or add a row with its decision (${FLOORS})`,
      severity: 'error',
      from: { pathNot: [...rooms.map((rule) => rule.from.path), ROOT_FILES, TESTS, 'node_modules'].join('|') },
      to: {},
    },
    {
      name: 'no-cycles',
      comment: `Two files that need each other are one file, or lack a third below both (${FLOORS})`,
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      comment: `An import that leads nowhere slips past every other rule: fix the path or install the package (${FLOORS})`,
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '\\.css$' },
    },
    {
      name: 'not-to-tests',
      comment: `Product code may not lean on tests: move what it needs out of them (${FLOORS})`,
      severity: 'error',
      from: { pathNot: `${TESTS}|^e2e/|^bench/|^vitest\\.config\\.ts$` },
      to: { path: TESTS },
    },
    {
      name: 'not-to-local',
      comment: `The embedded parts are reached by configuration alone, so that real ones can take their place (${STATE})`,
      severity: 'error',
      from: { pathNot: `^(local|e2e|bench|scripts)/|${TESTS}` },
      to: { path: '^local/' },
    },
    {
      name: 'not-to-infra',
      comment: 'The product runs without CDK: what both need belongs in lib/domain (docs/decisions/0018)',
      severity: 'error',
      from: { pathNot: '^infra/' },
      to: { path: '^infra/' },
    },
    {
      name: 'not-to-e2e',
      comment: `Nobody may need a browser test (${FLOORS})`,
      severity: 'error',
      from: { pathNot: '^e2e/' },
      to: { path: '^e2e/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^lib/db/generated/|^\\.next/|^next-env\\.d\\.ts$' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.d.ts'],
    },
  },
};
