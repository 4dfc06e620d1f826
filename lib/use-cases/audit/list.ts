import { type AuditEventRow, writeAudit } from '../../db/audit';
import { type AuditFilter, type AuditNames, hasLooked, namesForAudit, pageOfAudit } from '../../db/audit-page';
import { inTransaction } from '../../db/transaction';
import type { AuditName } from '../../domain/audit/event';
import { auditEvent } from '../../domain/audit/event';
import type { AuditPage, AuditRow } from '../../domain/audit/view';
import type { Actor } from '../../domain/people/actor';
import { ok, type Result } from '../../domain/result';
import { decide } from '../../policy/decide';
import { SYSTEM } from '../../policy/entities';
import type { Deps } from '../deps';
import { heldByGroups } from '../people/hold-by-groups';
import { currentPolicies } from '../policies/current';
import { notFoundFor } from './count-refusal';

const PAGE = 100;
const SAME_LOOK_MS = 5 * 60_000;

/** A page of the record, newest first; reading it is itself on record. NOT_FOUND for who may not read it. */
export async function listAudit(deps: Deps, actor: Actor, filter: AuditFilter): Promise<Result<AuditPage>> {
  const now = deps.clock.now();
  const policies = await currentPolicies(deps);
  if (!decide(policies, { actor, action: 'readAudit', resource: SYSTEM, now }).allowed) {
    return notFoundFor(deps, actor, 'audit.read', 'NOT_ALLOWED');
  }
  const held = await heldByGroups(deps, actor, 'audit.read');
  if (held) return held;
  const page = await pageOfAudit(deps.db.prisma, filter, PAGE + 1);
  const rows = page.rows.slice(0, PAGE);
  const names = await namesForAudit(deps.db.prisma, rows);
  // Turning the page is the same look; a page that nobody turned to is one of its own.
  await recordLook(deps, actor, described({ ...filter, before: undefined }), now);
  return ok({
    rows: rows.map((row) => viewOf(row, names)),
    total: page.total,
    nextBefore: page.rows.length > PAGE ? Number(rows.at(-1)?.sequence) : null,
  });
}

/** The page reads again at every change; the same look within a few minutes is recorded once. */
async function recordLook(deps: Deps, actor: Actor, filter: string, at: Date): Promise<void> {
  const since = new Date(at.getTime() - SAME_LOOK_MS);
  if (await hasLooked(deps.db.prisma, actor.personId, filter, since)) return;
  const looked = auditEvent('audit.read', { filter });
  await inTransaction(deps.db, (tx) => writeAudit(tx, { actor, at, events: [looked] }));
}

function viewOf(row: AuditEventRow, names: AuditNames): AuditRow {
  const target = row.targetId ? names.targets.get(row.targetId) : undefined;
  const environmentId = row.environmentId ?? target?.environmentId;
  const environment = environmentId ? names.environments.get(environmentId) : undefined;
  const request = numbered(row.requestId, names.requests);
  const terminal = numbered(row.terminalId, names.terminals);
  return {
    sequence: Number(row.sequence),
    at: row.at.getTime(),
    name: row.name as AuditName,
    actor: { id: row.actorId, name: row.actorName },
    address: row.address,
    on: subjectOf(row, names, target?.name),
    environment: environment ? { name: environment.name, kind: environment.kind } : null,
    request,
    terminal,
    fields: row.fields as Record<string, unknown>,
    hash: Buffer.from(row.hash).toString('hex'),
    previousHash: Buffer.from(row.previousHash).toString('hex'),
  };
}

/** The most telling of what an event is about: where, else on what, else on whom. */
function subjectOf(row: AuditEventRow, names: AuditNames, targetName: string | undefined): AuditRow['on'] {
  const terminal = numbered(row.terminalId, names.terminals);
  if (targetName) {
    const href = terminal ? `/recordings/${terminal.id}` : row.requestId ? `/requests/${row.requestId}` : null;
    return { label: targetName, href };
  }
  const bastion = numbered(row.bastionId, names.bastions);
  if (bastion) return { label: `B-${bastion.number}`, href: '/bastions' };
  const person = row.personId && names.people.get(row.personId);
  if (person) return { label: person, href: '/people' };
  return null;
}

function numbered(id: string | null, numbers: ReadonlyMap<string, number>): { id: string; number: number } | null {
  const number = id === null ? undefined : numbers.get(id);
  return id === null || number === undefined ? null : { id, number };
}

function described(filter: AuditFilter): string {
  const parts = Object.entries(filter).filter(([, value]) => value !== undefined);
  return (
    parts.map(([key, value]) => `${key}=${value instanceof Date ? value.toISOString() : value}`).join(' ') || 'all'
  );
}
