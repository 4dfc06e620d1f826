// The rules of the house that no off-the-shelf tool holds: names, lengths, and what the pure rooms may not touch.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const MAXIMUM_LINES = 300;
const VAGUE_WORDS = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'shared', 'misc', 'manager', 'managers']);
const BARRELS = new Set(['lib/agent-wire/index.ts', 'lib/config/index.ts', 'lib/log/index.ts']);
// Next, its plugins, and the tools that read their own settings load a file by its default export.
const DEFAULT_EXPORTS =
  /^app\/|^[^/]+\.config\.m?[jt]s$|^e2e\/(playwright\.config|build-first)\.ts$|^lib\/web\/locale\.ts$/;
const KEY_MAKERS = /^local\/guard\/new-rsa-key\.ts$|^scripts\//;
const PURE_ROOMS = /^lib\/(domain|agent-wire)\//;
const TESTS = /\.test\.tsx?$|\/testing\/|\/testdata\//;
const IMPURE = [
  [/\bDate\.now\b/, 'Date.now'],
  [/\bnew Date\(\s*\)/, 'new Date() without an argument'],
  [/\bMath\.random\b/, 'Math.random'],
  [/(?<![.\w'"`-])(process|console|performance)\s*\./, 'process, console and performance'],
  [/(?<![.\w'"`-])(fetch|setTimeout|setInterval|setImmediate|queueMicrotask)\s*\(/, 'fetch and timers'],
];

/** What is wrong with one file, each fault one line with its remedy; `path` is relative to the root. */
export function faultsOf(path, text) {
  const faults = [];
  const fault = (line, remedy) => faults.push(`${path}${line ? `:${line}` : ''} ${remedy}`);

  const words = path.split(/[/.\-_]/);
  const vague = words.find((word) => VAGUE_WORDS.has(word.toLowerCase()));
  if (vague) fault(0, `is named “${vague}”: say what it does instead (docs/decisions/0001)`);
  if (!/\.(ts|tsx|mjs|cjs)$/.test(path)) return faults;

  const name = basename(path);
  const inApp = path.startsWith('app/');
  if (!inApp && !/^\.?[a-z0-9]+([.-][a-z0-9]+)*$/.test(name))
    fault(0, 'is not named in kebab-case (docs/decisions/0001)');
  if (/^index\.tsx?$/.test(name) && !BARRELS.has(path))
    fault(0, 'is a barrel: import from the file itself (docs/decisions/0001)');

  const code = withoutComments(text);
  const lines = code.split('\n');
  const length = lines.filter((line) => line.trim() !== '').length;
  if (length > MAXIMUM_LINES && !/over 300 lines,? because /i.test(text.slice(0, 1_500))) {
    fault(
      0,
      `has ${length} lines of code: split it, or say at its top “Over 300 lines because …” (docs/decisions/0001)`,
    );
  }
  const matching = (pattern, remedy) => {
    for (const [index, line] of lines.entries()) if (pattern.test(line)) fault(index + 1, remedy);
  };
  if (!KEY_MAKERS.test(path)) {
    matching(
      /\bgenerateKeyPair(Sync)?\b/,
      'makes a pair of keys, whose export can hang Node 20: take newRsaKey (docs/decisions/0023)',
    );
  }
  if (!DEFAULT_EXPORTS.test(path))
    matching(/^export default /, 'exports a default: give it its name (docs/decisions/0001)');
  if (!/^(lib\/web|scripts)\//.test(path)) {
    matching(
      /from ['"]server-only['"]|import ['"]server-only['"]/,
      'imports server-only, which crashes outside Next: only lib/web may (docs/decisions/0002)',
    );
  }
  if (PURE_ROOMS.test(path) && !TESTS.test(path)) {
    for (const [pattern, what] of IMPURE)
      matching(pattern, `uses ${what}: in a pure room it comes in as an argument (docs/decisions/0001)`);
  }
  text.split('\n').forEach((line, index) => {
    if (/@ts-(ignore|nocheck|expect-error)/.test(line) && !path.startsWith('scripts/')) {
      fault(index + 1, 'silences the compiler: say the type instead (docs/decisions/0009)');
    }
    if (/\b(TODO|FIXME|XXX)\b/.test(line) && !path.startsWith('scripts/')) {
      fault(index + 1, 'leaves work behind in a comment: do it, or open an issue (docs/decisions/0001)');
    }
  });
  return faults;
}

/** The faults of all the given files. */
export function houseFaults(root, paths) {
  return paths.flatMap((path) => faultsOf(path, readFileSync(join(root, path), 'utf8')));
}

// Comments become blank, line for line, so that numbers stay right. A string that looks like a comment is cut as well;
// that can hide a fault in that one line, never invent one.
function withoutComments(text) {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ''))
    .replace(/(^|[^:'"`\\])\/\/.*$/gm, '$1');
}
