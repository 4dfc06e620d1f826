import { createHash } from 'node:crypto';
import { type AuditLink, canonical, type HashLink, type KeptAuditEvent } from '../domain/audit/chain';
import type { NewAuditEvent } from '../domain/audit/event';
import type { Actor, Machine, Stranger } from '../domain/people/actor';
import type { Prisma } from './generated/client';
import type { Transaction } from './transaction';

export type AuditEntry = { actor: Actor | Machine | Stranger; at: Date; events: readonly NewAuditEvent[] };

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
  const who = writtenDown(actor);
  let sequence = head.sequence;
  let previousHash: Uint8Array = head.hash;
  const rows: Prisma.AuditEventCreateManyInput[] = [];
  for (const event of events) {
    sequence += 1n;
    const { personId, requestId, terminalId, targetId, bastionId, environmentId } = event.about;
    const kept: KeptAuditEvent = {
      sequence,
      at,
      name: event.name,
      ...who,
      personId: personId ?? null,
      requestId: requestId ?? null,
      terminalId: terminalId ?? null,
      targetId: targetId ?? null,
      bastionId: bastionId ?? null,
      environmentId: environmentId ?? null,
      fields: storable(event.fields),
    };
    const hash = hashLink(previousHash, canonical(kept));
    rows.push({
      ...kept,
      fields: kept.fields as Prisma.InputJsonObject,
      previousHash: Buffer.from(previousHash),
      hash: Buffer.from(hash),
    });
    previousHash = hash;
  }
  await tx.auditEvent.createMany({ data: rows });
}

function writtenDown(actor: AuditEntry['actor']): Pick<KeptAuditEvent, 'actorId' | 'actorName' | 'address'> {
  if (actor === 'postern') return { actorId: null, actorName: 'Postern', address: null };
  if ('stranger' in actor) return { actorId: null, actorName: 'Unknown', address: storable(actor.address) };
  return { actorId: actor.personId, actorName: storable(actor.name), address: storable(actor.address) };
}

/** SHA-256 over the hash before and the UTF-8 of the text. */
export const hashLink: HashLink = (previousHash, text) =>
  createHash('sha256').update(previousHash).update(text, 'utf8').digest();

/** A row of the chain as Prisma reads it. */
export type AuditEventRow = Prisma.AuditEventGetPayload<Record<never, never>>;

/** A row as a link of the chain. */
export function toLink({ previousHash, hash, ...event }: AuditEventRow): AuditLink {
  return { event, previousHash, hash };
}

/**
 * What Postgres gives back as it was given: it keeps neither NUL nor half a surrogate pair, which a provider or a browser may send,
 * and only whole numbers are written alike by everybody.
 */
function storable<Value>(value: Value): Value {
  if (typeof value === 'string') return value.replace(/\0|\p{Surrogate}/gu, '\ufffd') as Value;
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return String(value) as Value;
  if (Array.isArray(value)) return value.map(storable) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries.map(([key, one]) => [key, storable(one)])) as Value;
}
