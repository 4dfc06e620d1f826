import type { AuditName } from './event';

/** An audit event as kept, without its hashes. */
export type KeptAuditEvent = {
  sequence: bigint;
  at: Date;
  name: AuditName | string;
  actorId: string | null;
  actorName: string;
  address: string | null;
  personId: string | null;
  requestId: string | null;
  terminalId: string | null;
  targetId: string | null;
  bastionId: string | null;
  environmentId: string | null;
  fields: unknown;
};

export type AuditLink = { event: KeptAuditEvent; previousHash: Uint8Array; hash: Uint8Array };

/** SHA-256 over the previous event's hash followed by the UTF-8 of the text; handed in, since rules know no cryptography. */
export type HashLink = (previousHash: Uint8Array, text: string) => Uint8Array;

/** What stands before the first event. */
export const FIRST_PREVIOUS_HASH: Uint8Array = new Uint8Array(32);

const MEMBERS = [
  'actorId',
  'actorName',
  'address',
  'at',
  'bastionId',
  'environmentId',
  'fields',
  'name',
  'personId',
  'requestId',
  'sequence',
  'targetId',
  'terminalId',
] as const satisfies readonly (keyof KeptAuditEvent)[];

/**
 * The exact text that is hashed: JSON without spaces, every object's keys in the order of their UTF-16 units, instants in UTC with
 * milliseconds, the sequence as a decimal text. Throws TypeError for what the database would not give back unchanged: numbers that are
 * not safe integers, NUL and lone surrogates, undefined.
 */
export function canonical(event: KeptAuditEvent): string {
  const plain = { ...event, at: event.at.toISOString(), sequence: event.sequence.toString() };
  return `{${MEMBERS.map((member) => `"${member}":${text(plain[member], member)}`).join(',')}}`;
}

export type BrokenLink = {
  sequence: bigint;
  /** gap: a number is missing or doubled; previousHash: it does not follow the event before; hash: its content was changed. */
  why: 'gap' | 'previousHash' | 'hash';
};

/** Checks one event against the one before it (null for the first); null when the link holds. */
export function verifyStep(previous: AuditLink | null, next: AuditLink, hash: HashLink): BrokenLink | null {
  const { sequence } = next.event;
  if (sequence !== (previous ? previous.event.sequence : 0n) + 1n) return { sequence, why: 'gap' };
  const before = previous ? previous.hash : FIRST_PREVIOUS_HASH;
  if (!same(next.previousHash, before)) return { sequence, why: 'previousHash' };
  return isUnaltered(next, hash) ? null : { sequence, why: 'hash' };
}

/** Whether an event still has the content its own hash was made of. Says nothing of the events around it. */
export function isUnaltered({ event, previousHash, hash: kept }: AuditLink, hash: HashLink): boolean {
  return isCanonical(event) && same(kept, hash(previousHash, canonical(event)));
}

// A row altered into something that was never writable is a broken link, not a crash of the verifier.
function isCanonical(event: KeptAuditEvent): boolean {
  try {
    canonical(event);
    return true;
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return false;
    throw error;
  }
}

function text(value: unknown, where: string): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return quoted(value, where);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new TypeError(`${where}: ${value} is not a whole number`);
    return String(value);
  }
  if (Array.isArray(value)) return `[${value.map((one, at) => text(one, `${where}[${at}]`)).join(',')}]`;
  if (typeof value === 'object') {
    const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
    return `{${entries.map(([key, inner]) => `${quoted(key, where)}:${text(inner, `${where}.${key}`)}`).join(',')}}`;
  }
  throw new TypeError(`${where}: ${typeof value} cannot be kept`);
}

function quoted(value: string, where: string): string {
  if (/[\0\p{Surrogate}]/u.test(value)) throw new TypeError(`${where}: the text cannot be kept`);
  return JSON.stringify(value);
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
