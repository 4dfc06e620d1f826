import { expect, test } from 'vitest';
import { sessionNameOf } from './assume-operator-role';

test.each([
  ['priya.raman@example.com', 'priya.raman@example.com'],
  ['山田@example.co.jp', '--@example.co.jp'],
  ["o'neil+ops@example.com", 'o-neil+ops@example.com'],
  ['', '--'],
  ['a', 'a-'],
  [`${'x'.repeat(80)}@example.com`, 'x'.repeat(64)],
])('%s signs as %s', (email, name) => {
  expect(sessionNameOf(email)).toBe(name);
  expect(name).toMatch(/^[\w+=,.@-]{2,64}$/);
});
