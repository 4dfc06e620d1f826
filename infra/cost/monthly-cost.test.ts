import { readFileSync } from 'node:fs';
import { expect, inject, test } from 'vitest';
import { placeTable } from '../place-table';
import { COSTED, type Costed, costsOf, costTables } from './monthly-cost';

const document = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8');
const of = (example: Costed) => costsOf(example, inject('synthesised')[example]);

test('docs/deploy.md says what the templates cost by the table of prices', () => {
  // Out of date? npm --prefix infra run templates
  expect(placeTable(document, 'costs', costTables(inject('synthesised')))).toBe(document);
});

test.each(Object.keys(COSTED) as Costed[])('the sums of %s add up as they are written', (example) => {
  const { rows, idle, bastions, tenPeople, alwaysOn, leased, natGateway } = of(example);
  const reckoned = (sum: string): number =>
    sum
      .replaceAll(/ (h|units|addresses|vCPU|GB)\b/g, '')
      .replaceAll(/\(([^)]+)\)/g, (_, inner: string) => String(reckoned(inner)))
      .split(' + ')
      .map((product) => product.split(' × ').reduce((value, factor) => value * Number(factor), 1))
      .reduce((value, summand) => value + summand, 0);
  for (const { sum, dollars } of [...rows.map(({ cost }) => cost), bastions, alwaysOn, leased, natGateway])
    expect([sum, reckoned(sum).toFixed(6)]).toEqual([sum, dollars.toFixed(6)]);
  expect(idle.dollars).toBeCloseTo(rows.reduce((sum, { cost }) => sum + cost.dollars, 0));
  expect(tenPeople.dollars).toBeCloseTo(idle.dollars + bastions.dollars);
});

test('Tokyo by hand: what was read from the price list', () => {
  const { rows, bastions, alwaysOn, leased, natGateway } = of('tokyo');
  const [endpoints, portal] = rows.map(({ cost }) => cost);
  expect([endpoints, portal, bastions, alwaysOn, leased, natGateway].map((cost) => cost?.dollars.toFixed(2))).toEqual([
    '204.40',
    '161.48',
    '6.78',
    '102.20',
    '30.80',
    '45.26',
  ]);
  for (const cost of [endpoints, portal, bastions, alwaysOn, leased, natGateway]) expect(cost?.recalled).toBe(false);
});

test('an hour with a bastion in it costs leased endpoints as much as it costs those that are always there', () => {
  for (const example of Object.keys(COSTED) as Costed[]) {
    const { alwaysOn, leased } = of(example);
    expect(leased.dollars / 220).toBeCloseTo(alwaysOn.dollars / 730);
  }
});

test('a document without a place for the table is refused', () => {
  expect(() => placeTable('# Nothing', 'costs', 'table')).toThrow('lacks <!-- costs:');
});
