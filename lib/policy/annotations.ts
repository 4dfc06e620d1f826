import type { PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { Action } from './schema';

/** What the annotations of one policy say. */
export type Terms = {
  /** How many people must approve what this policy lets a person ask for. */
  approvals: number;
  /** Groups each of which must be spoken for; empty means anyone who may approve. */
  approvers: readonly string[];
  /** Longest duration this policy lets a person ask for. */
  maxMinutes: number;
};

/** What a permit without annotations demands: one approval from anyone who may approve, and at most a working day. */
export const DEFAULT_TERMS: Terms = { approvals: 1, approvers: [], maxMinutes: 480 };

const MOST_APPROVALS = 10;
/** 30 days, the most the database takes. */
const MOST_MINUTES = 43_200;

const KNOWN = ['id', 'for', 'approvals', 'approvers', 'maxMinutes'];

/** Reads the terms of a policy and reports what is wrong with its annotations; a misspelt one must not fall back to the mildest terms in silence. */
export function readTerms(policy: PolicyJson): { terms: Terms; faults: string[] } {
  const given = policy.annotations ?? {};
  const faults: string[] = [];
  for (const name of Object.keys(given)) {
    if (!KNOWN.includes(name))
      faults.push(`@${name} is not known here (known: ${KNOWN.map((one) => `@${one}`).join(', ')})`);
  }
  const asking = policy.effect === 'permit' && mentions(policy, 'request');
  const timed = asking || (policy.effect === 'permit' && mentions(policy, 'beAutoApproved'));
  for (const name of ['approvals', 'approvers']) {
    if (given[name] !== undefined && !asking) faults.push(`@${name} belongs on a permit for "request"`);
  }
  if (given.maxMinutes !== undefined && !timed)
    faults.push('@maxMinutes belongs on a permit for "request" or "beAutoApproved"');

  const approvers = names(given.approvers, '@approvers', faults);
  const approvals = whole(given.approvals, '@approvals', MOST_APPROVALS, faults);
  const maxMinutes = whole(given.maxMinutes, '@maxMinutes', MOST_MINUTES, faults);
  names(given.for, '@for', faults);
  const terms = {
    approvals: approvals ?? Math.max(DEFAULT_TERMS.approvals, approvers.length),
    approvers,
    maxMinutes: maxMinutes ?? DEFAULT_TERMS.maxMinutes,
  };
  if (terms.approvals < approvers.length)
    faults.push(
      `@approvals asks for ${terms.approvals} but @approvers names ${approvers.length} groups, one approval each`,
    );
  return { terms, faults };
}

/** Every group a policy names: in @for, in its head and in its conditions. Candidates for "which group would I need". */
export function groupsNamed(policy: PolicyJson): string[] {
  const found = new Set(names(policy.annotations?.for, '@for', []));
  collect([policy.principal, policy.conditions], found);
  return [...found];
}

function mentions(policy: PolicyJson, action: Action): boolean {
  const head = policy.action;
  if (head.op === 'All') return true;
  const entities = 'entities' in head ? head.entities : 'entity' in head ? [head.entity] : [];
  return entities.some((entity) => ('__entity' in entity ? entity.__entity.id : entity.id) === action);
}

function whole(text: string | undefined, name: string, most: number, faults: string[]): number | null {
  if (text === undefined) return null;
  const number = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= most) return number;
  faults.push(`${name} must be a whole number from 1 to ${most}, not "${text}"`);
  return null;
}

function names(text: string | undefined, name: string, faults: string[]): string[] {
  if (text === undefined) return [];
  const all = text.split(',').map((one) => one.trim());
  if (all.some((one) => one === '')) faults.push(`${name} must name groups with commas between them`);
  if (new Set(all).size < all.length) faults.push(`${name} names a group twice`);
  return [...new Set(all)].filter((one) => one !== '');
}

// Walks Cedar's JSON for entity literals of groups; its expression tree has too many forms to follow one by one.
function collect(part: unknown, found: Set<string>): void {
  if (typeof part !== 'object' || part === null) return;
  if ('type' in part && 'id' in part && part.type === 'Group' && typeof part.id === 'string') found.add(part.id);
  for (const inner of Object.values(part)) collect(inner, found);
}
