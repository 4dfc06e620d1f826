import type { RequestOffer } from '@/lib/domain/targets/view';

type Offered = Pick<RequestOffer, 'durations' | 'rules' | 'maxMinutes'>;

const mostPresets = 5;
const usualMinutes = 60;

/** The durations offered as boxes: the shortest few; anything else is written by hand. */
export function presetsOf({ durations }: Pick<Offered, 'durations'>): Offered['durations'] {
  return durations.slice(0, mostPresets);
}

/** The box chosen at first: an hour, or the longest allowed below it. */
export function firstChoice(offer: Pick<Offered, 'durations'>): number | null {
  const presets = presetsOf(offer);
  return presets.findLast(({ minutes }) => minutes <= usualMinutes)?.minutes ?? presets[0]?.minutes ?? null;
}

/** How many yeses this many minutes take; between two known durations the longer one's price is said. Null when too long. */
export function approvalsFor({ durations }: Pick<Offered, 'durations'>, minutes: number): number | null {
  return durations.find((duration) => duration.minutes >= minutes)?.approvals ?? null;
}

/** The rule that governs this many minutes; null when too long. */
export function ruleFor({ rules }: Pick<Offered, 'rules'>, minutes: number): Offered['rules'][number] | null {
  return rules.find((rule) => rule.toMinutes >= minutes) ?? null;
}

/** Everybody who is asked under a rule, each once. */
export function peopleAsked(rule: Offered['rules'][number]): string[] {
  return [...new Set(rule.groups.flatMap((group) => group.people))];
}
