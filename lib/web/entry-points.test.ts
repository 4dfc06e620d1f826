import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DOORS } from '../domain/audit/door';

const root = fileURLToPath(new URL('../..', import.meta.url));
const text = (path: string) => readFileSync(`${root}/${path}`, 'utf8');

/** Rows of the table of doors: what enters where, what is written when it may, and as what it is refused. */
const rows = [
  ...text('docs/security.md').matchAll(
    /^\| (page|route|action|socket) `([^`]+)`[^|`]*\|([^|]+)\|([^|]+)\|([^|]+)\|$/gm,
  ),
].map(([, kind, name, who = '', passed = '', refused = '']) => ({
  entry: `${kind} ${name}`,
  who: who.trim(),
  passed: names(passed),
  refused: names(refused),
}));

const files = readdirSync(`${root}/app`, { recursive: true, encoding: 'utf8' })
  .filter((path) => /(^|\/)(page\.tsx|route\.ts|actions\.ts)$/.test(path))
  .map((path) => `app/${path}`);

function names(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}

/** What a file of `app/` lets in. */
function entriesOf(path: string): string[] {
  if (path.endsWith('actions.ts')) {
    return [...text(path).matchAll(/^export (?:async function|const) (\w+)(?: = action\(([^;]*?)\);)?/gms)].map(
      ([, exported, given]) => `action ${given?.match(/name: '([^']+)'/)?.[1] ?? exported}`,
    );
  }
  const kind = path.endsWith('page.tsx') ? 'page' : 'route';
  const folders = path.split('/').slice(1, -1);
  return [`${kind} /${folders.filter((folder) => !/^\(.*\)$/.test(folder)).join('/')}`];
}

describe('the table of doors in docs/security.md', () => {
  it('names every page, route and action once, and no other', () => {
    const entries = [...new Set(files.flatMap(entriesOf)), 'page *', 'socket /ws/terminal'];
    expect(entries.length).toBeGreaterThan(30);
    expect(rows.map(({ entry }) => entry).sort()).toEqual(entries.sort());
  });

  it('says who may pass', () => {
    for (const { who } of rows) expect(who).not.toBe('');
  });

  it('names every door, and only events and doors that there are', () => {
    const events = new Set(
      [...text('lib/domain/audit/event.ts').matchAll(/^ {2}'([a-zA-Z.]+)': /gm)].map(([, name]) => name),
    );
    expect(events.size).toBeGreaterThan(30);
    for (const { passed } of rows) for (const name of passed) expect(events).toContain(name);
    const refused = rows.flatMap((row) => row.refused);
    for (const name of refused) expect(events.has(name) || (DOORS as readonly string[]).includes(name)).toBe(true);
    expect(DOORS.filter((door) => !refused.includes(door))).toEqual([]);
  });

  it('has an action refused at the door of its own name', () => {
    for (const { entry, refused } of rows) {
      const name = entry.replace(/^action /, '');
      if (entry.startsWith('action ') && name.includes('.')) expect(refused).toContain(name);
    }
  });
});

it('every action of the portal goes through the one wrapper, or is known to need none', () => {
  const bare = files
    .filter((path) => path.endsWith('actions.ts'))
    .flatMap((path) => [...text(path).matchAll(/^export async function (\w+)/gm)].map(([, name]) => name));
  expect(bare.sort()).toEqual([
    'chooseLanguage',
    'chooseSingleKeys',
    'chooseTheme',
    'rememberTimeZone',
    'signOutEverywhere',
    'signOutHere',
  ]);
});
