import { readFileSync } from 'node:fs';
import { expect, inject, test } from 'vitest';
import { EXAMPLES, nameOf } from '../examples';
import { placeTable } from '../place-table';
import { EVERY_EXAMPLE, ofType } from '../testing/template';
import { roleTable } from './role-table';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const named = () =>
  EXAMPLES.flatMap((example) =>
    Object.values(inject('synthesised')[example]).map((text) => ({ prefix: nameOf(example), text })),
  );

test('README.md has the table the templates make today', () => {
  // Out of date? npm --prefix infra run templates
  expect(placeTable(readme, 'roles', roleTable(named()))).toBe(readme);
});

test('every role of every example has its row', () => {
  for (const example of EVERY_EXAMPLE)
    for (const { Properties } of ofType(example, 'AWS::IAM::Role'))
      expect(readme).toContain(`| **${String(Properties.RoleName).slice(nameOf(example).length + 1)}**: `);
});
