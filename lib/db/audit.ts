import { createHash } from 'node:crypto';
import { type ChainedEvent, chainText } from '../domain/audit/chain';
import type { AuditSubject, NewAuditEvent } from '../domain/audit/event';
import type { Actor, Machine } from '../domain/people/actor';
import type { Prisma } from './generated/client';
import type { Transaction } from './transaction';

export type AuditEntry = { actor: Actor | Machine; at: Date; events: readonly NewAuditEvent[] };

/**
 * Appends events to the chain, in the transaction of what they record. Call it last: from here until the commit every other
 * writer waits, and whoever takes row locks after it can deadlock with them.
 */
export async function writeAudit(tx: Transaction, { actor, at, events }: AuditEntry): Promise<void> {
  if (events.length === 0) return;
  // One writer at a time: sequence numbers without gaps need it, and so does a chain.
  const [head] = await tx.$queryRaw<{ sequence: bigint; hash: Uint8Array }[]>`
    SELECT sequence, hash FROM audit_head FOR UPDATE`;
  if (!head) throw new Error('audit_head is empty: the database was not migrated by prisma/migrations');
  let sequence = head.sequence;
  let previousHash = hex(head.hash);
  const rows: Prisma.AuditEventCreateManyInput[] = [];
  for (const event of events) {
    sequence += 1n;
    const chained: ChainedEvent = {
      sequence,
      at,
      name: event.name,
      actorId: actor === 'postern' ? null : actor.personId,
      actorName: storable(actor === 'postern' ? 'Postern' : actor.name),
      address: actor === 'postern' ? null : storable(actor.address),
      about: event.about,
      fields: storable(event.fields),
      previousHash,
    };
    const hash = hashOf(chained);
    rows.push(rowOf(chained, hash));
    previousHash = hash;
  }
  await tx.auditEvent.createMany({ data: rows });
}

/** SHA-256 of an event's canonical text, in lower-case hex. */
export function hashOf(event: ChainedEvent): string {
  return createHash('sha256').update(chainText(event), 'utf8').digest('hex');
}

function rowOf(event: ChainedEvent, hash: string): Prisma.AuditEventCreateManyInput {
  return {
    sequence: event.sequence,
    at: event.at,
    name: event.name,
    actorId: event.actorId,
    actorName: event.actorName,
    address: event.address,
    ...event.about,
    fields: event.fields as Prisma.InputJsonObject,
    previousHash: Buffer.from(event.previousHash, 'hex'),
    hash: Buffer.from(hash, 'hex'),
  };
}

type AuditEventRow = Prisma.AuditEventGetPayload<Record<never, never>>;

/** A row as it was chained, with the hash it carries. */
export function chainedOf(row: AuditEventRow): ChainedEvent & { hash: string } {
  const { personId, requestId, terminalId, targetId, bastionId, environmentId } = row;
  return {
    sequence: row.sequence,
    at: row.at,
    name: row.name,
    actorId: row.actorId,
    actorName: row.actorName,
    address: row.address,
    about: { personId, requestId, terminalId, targetId, bastionId, environmentId } as AuditSubject,
    fields: row.fields,
    previousHash: hex(row.previousHash),
    hash: hex(row.hash),
  };
}

/** Postgres keeps neither NUL nor half a surrogate pair; what a provider or a browser sent may hold both. */
function storable<Value>(value: Value): Value {
  if (typeof value === 'string') return value.replace(/\0|\p{Surrogate}/gu, '\ufffd') as Value;
  if (Array.isArray(value)) return value.map(storable) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, storable(one)])) as Value;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
