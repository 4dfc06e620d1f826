import { expect, it } from 'vitest';
import { openLog } from '.';

function logged(fields: object): string {
  const lines: string[] = [];
  openLog('info', { write: (line) => lines.push(line) }).info(fields, 'said');
  return lines.join('');
}

it('cuts secrets wherever they hang', () => {
  const secrets = { ticket: 's3cret', one: { token: 's3cret' }, two: { deep: { streamUrl: 's3cret' } } };
  expect(logged(secrets)).not.toContain('s3cret');
});

it('shows on a terminal nothing but its own lines, whatever a stranger is called', () => {
  const hostile = 'Ann\n{"level":30}\u001b[2J\u009b2J\u0085\u2028\u202eeman\u2066x';
  const line = logged({ name: hostile, err: new Error(hostile) });
  expect(JSON.parse(line)).toMatchObject({ name: hostile, err: { message: hostile } });
  expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
});

it('says what went wrong and not with which row or request', () => {
  const refused = Object.assign(new Error('violates check constraint'), {
    code: '23514',
    detail: 'Failing row contains (17, \\x6d792070617373776f7264)',
    where: 'SQL statement with s3cret',
    request: { headers: { authorization: 's3cret' } },
    cause: Object.assign(new Error('the line broke'), { code: 'ECONNRESET', body: 's3cret' }),
  });
  const line = logged({ err: refused });
  expect(JSON.parse(line)).toMatchObject({
    msg: 'said',
    err: {
      message: 'violates check constraint',
      code: '23514',
      cause: { message: 'the line broke', code: 'ECONNRESET' },
    },
  });
  expect(line).not.toMatch(/s3cret|Failing row/);
});
