import type { AuditSubject } from './event';

/** One event as it is chained: everything the row says but its own hash. */
export type ChainedEvent = {
  sequence: bigint;
  at: Date;
  name: string;
  actorId: string | null;
  actorName: string;
  address: string | null;
  about: AuditSubject;
  fields: unknown;
  /** Hash of the event before, in lower-case hex. */
  previousHash: string;
};

/** What the first event names as the hash before it. */
export const CHAIN_START = '0'.repeat(64);

/** The one text an event is hashed as: versioned, in fixed order, keys sorted, so that a row read back years later gives the same bytes. */
export function chainText(event: ChainedEvent): string {
  return canonicalJson([
    'postern-audit-1',
    event.previousHash,
    event.sequence.toString(),
    event.at.toISOString(),
    event.name,
    event.actorId,
    event.actorName,
    event.address,
    { ...event.about },
    event.fields,
  ]);
}

/** What is wrong with an event that claims to follow another; `hash` is what its text hashes to now. */
export function linkFault(
  previous: { sequence: bigint; hash: string },
  event: ChainedEvent & { hash: string },
  hash: string,
): 'gap' | 'link' | 'hash' | null {
  if (event.sequence !== previous.sequence + 1n) return 'gap';
  if (event.previousHash !== previous.hash) return 'link';
  return event.hash === hash ? null : 'hash';
}

/** JSON with sorted keys; absent and undefined are the same, as in the database. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const entries = Object.entries(value)
    .filter(([, one]) => one !== undefined && one !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonicalJson(one)}`).join(',')}}`;
}
