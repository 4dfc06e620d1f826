import { describe, expect, it } from 'vitest';
import type { EnvironmentGroup, TargetRow } from '@/lib/domain/targets/view';
import { countTargets, firstTargets, matchTargets } from './match-targets';

const target = (name: string, more: Partial<TargetRow> = {}): TargetRow => ({
  id: name,
  name,
  kind: 'host',
  node: null,
  isFound: false,
  address: '',
  note: '',
  lastUsedAt: null,
  access: { state: 'ask', approvals: 1, maxMinutes: 60 },
  ...more,
});

const group = (name: string, targets: TargetRow[]): EnvironmentGroup => ({
  id: name,
  name,
  kind: 'other',
  region: 'eu-west-1',
  accountId: '441022079313',
  bastion: { state: 'none', startsInSeconds: 25 },
  targets,
});

const groups = [
  group('production', [
    target('orders-db', {
      kind: 'database',
      address: 'orders.cluster-c9x1.rds.amazonaws.com:5432',
      access: { state: 'open', until: 1, requestId: 'r', requestNumber: 1 },
    }),
    target('batch-worker-3', { note: 'al2023 · batch' }),
  ]),
  group('staging', [target('orders-db-staging', { kind: 'database' })]),
];

const names = (typed: string, choice: Parameters<typeof matchTargets>[2] = 'all') =>
  matchTargets(groups, typed, choice).map((one) => [one.name, ...one.targets.map(({ name }) => name)]);

describe('matchTargets', () => {
  it('shows everything while nothing is typed', () => {
    expect(names('  ')).toEqual([
      ['production', 'orders-db', 'batch-worker-3'],
      ['staging', 'orders-db-staging'],
    ]);
  });

  it.each([
    [
      'ORDERS',
      [
        ['production', 'orders-db'],
        ['staging', 'orders-db-staging'],
      ],
    ],
    ['c9x1', [['production', 'orders-db']]],
    ['orders staging', [['staging', 'orders-db-staging']]],
    ['al2023', [['production', 'batch-worker-3']]],
    ['ordrs', []],
  ])('finds %j in name, address, note and environment, every word of it', (typed, found) => {
    expect(names(typed)).toEqual(found);
  });

  it('drops a group in which nothing is left', () => {
    expect(names('', 'open')).toEqual([['production', 'orders-db']]);
    expect(names('', 'hosts')).toEqual([['production', 'batch-worker-3']]);
  });

  it('tells nodes from hosts, and finds them by their id', () => {
    const nodes = [group('osaka', [target('scanner', { kind: 'node', address: 'mi-0f2ab9c4d81e6e570' })]), ...groups];
    const found = (typed: string, choice: 'nodes' | 'hosts' | 'all') =>
      matchTargets(nodes, typed, choice).flatMap((one) => one.targets.map(({ name }) => name));
    expect(found('', 'nodes')).toEqual(['scanner']);
    expect(found('', 'hosts')).toEqual(['batch-worker-3']);
    expect(found('mi-0f2ab9', 'all')).toEqual(['scanner']);
  });

  it('counts what each choice would show', () => {
    expect(countTargets(groups)).toEqual({ all: 3, open: 1, databases: 2, hosts: 1, nodes: 0 });
  });
});

describe('firstTargets', () => {
  const fleet = Array.from({ length: 300 }, (_, index) => target(`web-${index}`));

  it('leaves a list alone that is hardly longer than what is shown', () => {
    expect(firstTargets(fleet.slice(0, 30), 25, null)).toHaveLength(30);
  });

  it('shows the first of a long one, and those the reader has to do with', () => {
    const mine = fleet.map((one, index) => {
      if (index === 200)
        return { ...one, access: { state: 'open', until: 1, requestId: 'r', requestNumber: 1 } as const };
      return index === 250 ? { ...one, lastUsedAt: 1 } : one;
    });
    const shown = firstTargets(mine, 25, 'web-299').map(({ name }) => name);
    expect(shown).toHaveLength(28);
    expect(shown.slice(24)).toEqual(['web-24', 'web-200', 'web-250', 'web-299']);
  });
});
