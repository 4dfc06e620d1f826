import { describe, expect, it } from 'vitest';
import { matching } from './matching';

const rows = [
  { name: 'Maya Okafor', ticket: null },
  { name: 'Tomás Vidal', ticket: 'INC-2291' },
];
const found = (typed: string) => matching(rows, typed, (row) => [row.name, row.ticket]).map(({ name }) => name);

describe('what a filter leaves', () => {
  it('is everything while nothing is typed, and what holds the text otherwise', () => {
    expect(found('  ')).toHaveLength(2);
    expect(found(' maya')).toEqual(['Maya Okafor']);
    expect(found('inc-22')).toEqual(['Tomás Vidal']);
    expect(found('nobody')).toEqual([]);
  });
});
