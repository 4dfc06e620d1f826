import { describe, expect, it } from 'vitest';
import type { EnvironmentGroup, TargetRow } from '@/lib/domain/targets/view';
import { inNaturalOrder } from './natural-order';

const target = (name: string, more: Partial<TargetRow> = {}): TargetRow => ({
  id: `${name} ${more.address ?? ''}`,
  name,
  kind: 'node',
  isFound: true,
  node: null,
  address: 'i-0a4f19c27be350d11',
  note: '',
  lastUsedAt: null,
  access: { state: 'ask', approvals: 1, maxMinutes: 60 },
  ...more,
});

function ordered(targets: TargetRow[], locale: 'en' | 'ja' = 'en') {
  const group: EnvironmentGroup = {
    id: 'production',
    name: 'production',
    kind: 'production',
    region: 'eu-west-1',
    accountId: '441022079313',
    bastion: null,
    targets,
  };
  return inNaturalOrder([group], locale).flatMap((one) => one.targets);
}
const names = (given: string[], locale: 'en' | 'ja' = 'en') =>
  ordered(
    given.map((name) => target(name)),
    locale,
  ).map(({ name }) => name);

describe('found nodes', () => {
  it.each([
    ['numbers count', ['web-10', 'web-2', 'web-1'], ['web-1', 'web-2', 'web-10']],
    ['so do numbers longer than any number', ['n-900719925474099312', 'n-90071992547409930'], null],
    ['capitals do not part them', ['web-2', 'Web-1', 'WEB-3'], ['Web-1', 'web-2', 'WEB-3']],
  ])('stand in natural order: %s', (_what, given, then) => {
    expect(names(given)).toEqual(then ?? [...given].reverse());
  });

  it('stand as the reader’s language has it', () => {
    expect(names(['倉庫-10', 'ラベル', '倉庫-2', 'あん', 'gate'], 'ja')).toEqual([
      'gate',
      'あん',
      'ラベル',
      '倉庫-2',
      '倉庫-10',
    ]);
  });

  it('of one name stand by their ids, and all after what the file names, which stays as it is', () => {
    const rows = ordered([
      target('web', { address: 'i-2' }),
      target('orders-db', { isFound: false, kind: 'database' }),
      target('web', { address: 'i-1' }),
      target('batch', { isFound: false, kind: 'host' }),
    ]);
    expect(rows.map(({ name, address, isFound }) => (isFound ? address : name))).toEqual([
      'orders-db',
      'batch',
      'i-1',
      'i-2',
    ]);
  });
});
