import type { PersonId } from '../ids';
import type { Requirement } from './required-approvals';

/** One person's yes with the groups that person may speak for. */
export type Voice = { personId: PersonId; groups: readonly string[] };

export type Tally = {
  complete: boolean;
  given: number;
  needed: number;
  /** Which group each voice was counted for; null for one that fills the number only. */
  counted: readonly { personId: PersonId; group: string | null }[];
  /** Named groups nobody speaks for yet. */
  missingGroups: readonly string[];
  /** How many more people are needed in all, those of the missing groups included. */
  missingPeople: number;
};

/**
 * Counts yeses against what policy demands. A person counts once, for one group, however many groups that person is in; people are
 * assigned so that as many named groups as possible are covered, whatever the order in which they said yes.
 */
export function tally(requirement: Pick<Requirement, 'approvals' | 'groups'>, voices: readonly Voice[]): Tally {
  const groups = [...new Set(requirement.groups)];
  const people = voices.filter((voice, at) => voices.findIndex((other) => other.personId === voice.personId) === at);
  const groupOf = new Map<number, string>();
  const missingGroups = groups.filter((group) => !assign(group, people, groupOf, new Set()));
  const needed = Math.max(requirement.approvals, groups.length);
  const missingPeople = Math.max(needed - people.length, missingGroups.length);
  return {
    complete: missingPeople === 0,
    given: people.length,
    needed,
    counted: people.map((voice, at) => ({ personId: voice.personId, group: groupOf.get(at) ?? null })),
    missingGroups,
    missingPeople,
  };
}

// One augmenting path of a bipartite matching: takes a free person for the group, or moves an assigned one to another group.
function assign(group: string, people: readonly Voice[], groupOf: Map<number, string>, seen: Set<number>): boolean {
  for (const [at, voice] of people.entries()) {
    if (seen.has(at) || !voice.groups.includes(group)) continue;
    seen.add(at);
    const held = groupOf.get(at);
    if (held === undefined || assign(held, people, groupOf, seen)) {
      groupOf.set(at, group);
      return true;
    }
  }
  return false;
}
