import { describe, expect, it } from 'vitest';
import { isOnPremises, nodeName } from './node';

const ID = 'i-0a4f19c27be350d11';

describe('nodeName', () => {
  it('is the first name that says something', () => {
    expect(nodeName(ID, undefined, '  ', 'orders-web-1', 'ip-10-4-2-31')).toBe('orders-web-1');
    expect(nodeName(ID)).toBe(ID);
  });

  it.each([
    ['a direction that would write the rest backwards', '\u202Eorders-db\u202C', 'orders-db'],
    ['a tag of nothing but filler', '\u3164\u115F\u2800\uFE0F', ID],
    ['line breaks and controls', 'orders\n-\u0007db\u2028', 'orders-db'],
    ['what joins and separates unseen', 'orders\u200B-\u200Ddb\u00AD', 'orders-db'],
    ['half a character', 'orders-\uD83D', 'orders-'],
  ])('leaves out %s', (_what, given, shown) => {
    expect(nodeName(ID, given)).toBe(shown);
  });

  it('is cut between characters, never within one', () => {
    const name = nodeName(ID, `x${'🐙'.repeat(80)}`);
    expect([...name]).toHaveLength(64);
    expect(name).toMatch(/^x(🐙)+$/u);
  });
});

it('knows a machine outside of EC2 by its id', () => {
  expect([isOnPremises('mi-0f2ab9c4d81e6e570'), isOnPremises(ID)]).toEqual([true, false]);
});
