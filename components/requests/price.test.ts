import { describe, expect, it } from 'vitest';
import type { RequestOffer } from '@/lib/domain/targets/view';
import { approvalsFor, firstChoice, peopleAsked, presetsOf, ruleFor } from './price';

const rule = (fromMinutes: number, toMinutes: number, approvals: number, ...groups: string[][]) => ({
  fromMinutes,
  toMinutes,
  approvals,
  groups: groups.map((people, index) => ({ name: `group ${index}`, people, online: 0 })),
  policyIds: [],
});

const offer: Pick<RequestOffer, 'durations' | 'rules' | 'maxMinutes'> = {
  maxMinutes: 1440,
  durations: [15, 30, 60, 120, 240, 480, 1440].map((minutes) => ({ minutes, approvals: minutes <= 30 ? 1 : 2 })),
  rules: [rule(15, 30, 1, ['Priya']), rule(60, 1440, 2, ['Priya', 'Jonas'], ['Jonas', 'Kenji'])],
};

describe('what a yes takes', () => {
  it('offers five boxes at most, an hour chosen', () => {
    expect(presetsOf(offer).map(({ minutes }) => minutes)).toEqual([15, 30, 60, 120, 240]);
    expect(firstChoice(offer)).toBe(60);
  });

  it('chooses the longest allowed where an hour is too long, the shortest where all are longer', () => {
    expect(firstChoice({ durations: offer.durations.slice(0, 2) })).toBe(30);
    expect(firstChoice({ durations: offer.durations.slice(3) })).toBe(120);
    expect(firstChoice({ durations: [] })).toBeNull();
  });

  it.each([
    [1, 1],
    [30, 1],
    [31, 2],
    [1440, 2],
    [1441, null],
  ])('%i minutes take %s approvals: the price of the next longer duration', (minutes, approvals) => {
    expect(approvalsFor(offer, minutes)).toBe(approvals);
    expect(ruleFor(offer, minutes)?.approvals ?? null).toBe(approvals);
  });

  it('counts a person in two groups once', () => {
    expect(peopleAsked(offer.rules[1] ?? rule(0, 0, 0))).toEqual(['Priya', 'Jonas', 'Kenji']);
  });
});
