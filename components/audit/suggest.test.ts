import { describe, expect, it } from 'vitest';
import type { AuditToken } from '@/lib/domain/audit/query';
import type { AuditRow } from '@/lib/domain/audit/view';
import { suggest, valuesOf } from './suggest';

const row = (more: Partial<AuditRow>): AuditRow => ({
  sequence: 1,
  at: 0,
  name: 'request.sent',
  actor: { id: 'm', name: 'Maya Okafor', kind: 'person' },
  address: null,
  on: { label: 'orders-db', href: null, target: true, nodeId: null },
  environment: { name: 'production', kind: 'production' },
  request: { id: 'r', number: 12 },
  terminal: null,
  allowedBy: null,
  moment: null,
  fields: {},
  unaltered: true,
  hash: '',
  previousHash: '',
  ...more,
});

describe('the values of rows', () => {
  it('are each there once, the most frequent first, and never Postern itself', () => {
    const rows = [
      row({ name: 'terminal.opened', terminal: { id: 't', number: 7 } }),
      row({}),
      row({ actor: { id: null, name: 'Postern', kind: 'postern' }, on: null, environment: null, request: null }),
    ];
    expect(valuesOf(rows).map(({ key, value }) => `${key}:${value}`)).toEqual([
      'person:Maya Okafor',
      'target:orders-db',
      'environment:production',
      'request:R-12',
      'event:request.sent',
      'event:terminal.opened',
      'terminal:T-7',
    ]);
  });
});

describe('what is offered', () => {
  const known: AuditToken[] = [
    { key: 'person', value: 'Maya Okafor' },
    { key: 'target', value: 'batch-worker-3' },
    { key: 'event', value: 'terminal.opened' },
  ];
  it.each([
    ['', []],
    ['maya', ['Maya Okafor']],
    ['ta', ['batch-worker-3']],
    ['target:', ['batch-worker-3']],
    ['target:"batch', ['batch-worker-3']],
    ['event:batch', []],
    ['er', ['batch-worker-3', 'terminal.opened']],
  ])('for %j is %j', (typed, values) => {
    expect(suggest(typed, known, []).map(({ value }) => value)).toEqual(values);
  });

  it('is not what was chosen already', () => {
    expect(suggest('maya', known, [{ key: 'person', value: 'Maya Okafor' }])).toEqual([]);
  });
});
