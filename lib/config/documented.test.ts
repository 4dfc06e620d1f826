import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { variables } from './index';

const text = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** Names that `npm start` itself reads, by its own text, so that a new one cannot be forgotten here. */
const readByStart = [
  ...new Set([...text('local/world/settings.ts').matchAll(/given\('([A-Z_]+)'\)/g)].map(([, name = '']) => name)),
].filter((name) => !(name in variables));

const known = [...Object.keys(variables), ...readByStart].sort();

/** The default as a person would write it; null where one has to be given. */
function defaultOf(name: keyof typeof variables): string | null {
  const parsed = variables[name].safeParse(undefined);
  if (!parsed.success) return null;
  return Array.isArray(parsed.data) ? parsed.data.join(',') : String(parsed.data ?? '');
}

/** Rows of every table whose first column is a variable: name, default, meaning. */
const rows = [...text('README.md').matchAll(/^\| `([A-Z_]+)`\s*\| ([^|]*)\| ([^|]*)\|$/gm)].map(
  ([, name = '', standard = '', meaning = '']) => ({ name, standard: standard.trim(), meaning: meaning.trim() }),
);

describe("the README's tables of variables", () => {
  test('name each variable once, and no other', () => {
    expect(rows.map(({ name }) => name).sort()).toEqual(known);
  });

  test.each(rows)('tell the default of $name, and what it means', ({ name, standard, meaning }) => {
    expect(meaning).not.toBe('');
    if (!(name in variables)) return;
    const real = defaultOf(name as keyof typeof variables);
    expect(standard).toBe(real === null ? 'needed' : real === '' ? 'none' : `\`${real}\``);
  });
});

describe('.env.example', () => {
  const lines = [...text('.env.example').matchAll(/^# ?([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => ({
    name,
    value,
  }));

  test('names each variable once, and no other', () => {
    expect(lines.map(({ name }) => name).sort()).toEqual(known);
  });

  test.each(lines.filter(({ name }) => name in variables))('shows the default of $name', ({ name, value }) => {
    const real = defaultOf(name as keyof typeof variables);
    if (real !== null) expect(value).toBe(real);
  });
});
