import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { id } from '../testing/world';
import { tally, type Voice } from './tally';

const voice = (personId: string, ...groups: string[]): Voice => ({ personId: id(personId), groups });

describe('tally', () => {
  it.each([
    ['nothing demanded', 0, [], [], true, [], 0],
    ['one demanded, nobody yet', 1, ['approvers'], [], false, ['approvers'], 1],
    ['one demanded and given', 1, ['approvers'], [voice('priya', 'approvers')], true, [], 0],
    ['anyone will do', 1, [], [voice('priya')], true, [], 0],
    ['two of anyone, one given', 2, [], [voice('priya')], false, [], 1],
    ['two groups, one of them', 2, ['approvers', 'security'], [voice('priya', 'approvers')], false, ['security'], 1],
    [
      'two groups, both',
      2,
      ['approvers', 'security'],
      [voice('priya', 'approvers'), voice('jonas', 'security')],
      true,
      [],
      0,
    ],
    [
      'one person in both groups counts for one',
      2,
      ['approvers', 'security'],
      [voice('jonas', 'approvers', 'security')],
      false,
      ['security'],
      1,
    ],
    [
      'who is in both moves over for who is in one, whoever came first',
      2,
      ['approvers', 'security'],
      [voice('jonas', 'approvers', 'security'), voice('priya', 'approvers')],
      true,
      [],
      0,
    ],
    [
      'two of the same group leave the other open',
      2,
      ['approvers', 'security'],
      [voice('priya', 'approvers'), voice('tomas', 'approvers')],
      false,
      ['security'],
      1,
    ],
    ['three demanded of one group', 3, ['approvers'], [voice('a', 'approvers'), voice('b', 'approvers')], false, [], 1],
    ['the same person twice counts once', 2, [], [voice('priya'), voice('priya')], false, [], 1],
    ['more groups than approvals still want a person each', 1, ['a', 'b'], [voice('x', 'a')], false, ['b'], 1],
    ['a group named twice is one group', 1, ['a', 'a'], [voice('x', 'a')], true, [], 0],
  ] as const)('%s', (_, approvals, groups, voices, complete, missingGroups, missingPeople) => {
    expect(tally({ approvals, groups }, voices)).toMatchObject({ complete, missingGroups, missingPeople });
  });

  it('says for which group each person was counted', () => {
    const voices = [voice('jonas', 'approvers', 'security'), voice('priya', 'approvers'), voice('tomas', 'approvers')];
    expect(tally({ approvals: 3, groups: ['approvers', 'security'] }, voices).counted).toEqual([
      { personId: 'jonas', group: 'security' },
      { personId: 'priya', group: 'approvers' },
      { personId: 'tomas', group: null },
    ]);
  });

  it('never counts a person twice, never depends on order, and finds an assignment whenever one exists', () => {
    const groups = ['a', 'b', 'c', 'd'];
    const people = fc.array(fc.subarray(groups), { maxLength: 6 });
    fc.assert(
      fc.property(people, fc.subarray(groups), fc.integer({ min: 0, max: 6 }), (held, needed, approvals) => {
        const voices = held.map((of, at) => voice(`p${at}`, ...of));
        const counted = tally({ approvals, groups: needed }, voices);
        const named = counted.counted.map((one) => one.group).filter((group) => group !== null);
        expect(new Set(named).size).toBe(named.length);
        expect(named.length + counted.missingGroups.length).toBe(needed.length);
        const exists = coverable(needed, held) && voices.length >= Math.max(approvals, needed.length);
        expect(counted.complete).toBe(exists);
        expect(tally({ approvals, groups: needed }, voices.toReversed()).complete).toBe(exists);
      }),
    );
  });
});

// Tries every assignment: slow and plainly right.
function coverable(needed: readonly string[], held: readonly (readonly string[])[]): boolean {
  const [first, ...rest] = needed;
  if (first === undefined) return true;
  return held.some(
    (groups, at) =>
      groups.includes(first) &&
      coverable(
        rest,
        held.filter((_, other) => other !== at),
      ),
  );
}
