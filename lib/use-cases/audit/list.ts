import { type AuditEventRow, hashLink, toLink, writeAudit } from '../../db/audit';
import { type AuditFilter, type AuditNames, hasLooked, namesForAudit, pageOfAudit } from '../../db/audit-page';
import { inTransaction } from '../../db/transaction';
import { isUnaltered } from '../../domain/audit/chain';
import type { AuditName } from '../../domain/audit/event';
import { auditEvent } from '../../domain/audit/event';
import { type AuditPage, type AuditRow, COUNTED_AT_MOST } from '../../domain/audit/view';
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

/**
 * A page of the record, newest first; reading it is itself on record, with the words it was looked for by. NOT_FOUND for who may not
 * read it. A filter that has to be worked out from rows is a function: it is called only for who may read.
 */
export async function listAudit(
  deps: Deps,
  actor: Actor,
  asked: AuditFilter | (() => Promise<AuditFilter>),
  lookedFor?: string,
): Promise<Result<AuditPage>> {
  const now = deps.clock.now();
  const policies = await currentPolicies(deps);
  if (!decide(policies, { actor, action: 'readAudit', resource: SYSTEM, now }).allowed) {
    return notFoundFor(deps, actor, 'audit.read', 'NOT_ALLOWED');
  }
  const held = await heldByGroups(deps, actor, 'audit.read');
  if (held) return held;
  const filter = typeof asked === 'function' ? await asked() : asked;
  const look = lookedFor ?? described({ ...filter, before: undefined });
  const page = await pageOfAudit(deps.db.prisma, filter, PAGE + 1, COUNTED_AT_MOST);
  const rows = page.rows.slice(0, PAGE);
  const names = await namesForAudit(deps.db.prisma, rows);
  // Turning the page is the same look; a page that nobody turned to is one of its own.
  await recordLook(deps, actor, look, now);
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
  const openedAt = names.terminals.get(row.terminalId ?? '')?.openedAt;
  const since = openedAt ? row.at.getTime() - openedAt.getTime() : -1;
  return {
    sequence: Number(row.sequence),
    at: row.at.getTime(),
    name: row.name as AuditName,
    actor: { id: row.actorId, name: row.actorName, kind: kindOf(row) },
    address: row.address,
    on: subjectOf(row, names, target),
    environment: environment ? { name: environment.name, kind: environment.kind } : null,
    request,
    terminal,
    allowedBy: allowedBy(row, names),
    moment: since >= 0 ? Math.floor(since / 1000) : null,
    fields: row.fields as Record<string, unknown>,
    unaltered: isUnaltered(toLink(row), hashLink),
    hash: Buffer.from(row.hash).toString('hex'),
    previousHash: Buffer.from(row.previousHash).toString('hex'),
  };
}

/**
 * What let it happen. A request's policies say whether it could be asked for and who had to agree; a terminal's own events stand on
 * the grant that request became. What others do to a terminal is decided without leaving the policies' names.
 */
function allowedBy(row: AuditEventRow, names: AuditNames): AuditRow['allowedBy'] {
  const request = names.requests.get(row.requestId ?? '');
  if (/^request\.(sent|approved|approvedByPolicy)$|^grant\.opened$/.test(row.name) && request) {
    return { policies: request.policyIds, version: request.policyVersion };
  }
  const terminal = names.terminals.get(row.terminalId ?? '');
  const isEntry = /^terminal\.(asked|opened|attached)$/.test(row.name);
  return isEntry && terminal ? { grant: terminal.requestNumber } : null;
}

/** Only Postern and strangers have no id, and only Postern is called so by us. */
function kindOf({ actorId, actorName }: AuditEventRow): AuditRow['actor']['kind'] {
  if (actorId !== null) return 'person';
  return actorName === 'Postern' ? 'postern' : 'stranger';
}

/** The most telling of what an event is about: where, else on what, else on whom. */
function subjectOf(
  row: AuditEventRow,
  names: AuditNames,
  target: { name: string; nodeId: string | null } | undefined,
): AuditRow['on'] {
  const terminal = numbered(row.terminalId, names.terminals);
  if (target) {
    const href = terminal ? `/recordings/${terminal.id}` : row.requestId ? `/requests/${row.requestId}` : null;
    return { label: target.name, href, target: true, nodeId: target.nodeId };
  }
  const bastion = numbered(row.bastionId, names.bastions);
  if (bastion) return { label: `B-${bastion.number}`, href: '/bastions', target: false, nodeId: null };
  const person = row.personId && names.people.get(row.personId);
  if (person) return { label: person, href: '/people', target: false, nodeId: null };
  return null;
}

function numbered(
  id: string | null,
  numbers: ReadonlyMap<string, number | { number: number }>,
): { id: string; number: number } | null {
  const found = id === null ? undefined : numbers.get(id);
  const number = typeof found === 'object' ? found.number : found;
  return id === null || number === undefined ? null : { id, number };
}

function described(filter: AuditFilter): string {
  const parts = Object.entries(filter).filter(([, value]) => value !== undefined);
  return (
    parts.map(([key, value]) => `${key}=${value instanceof Date ? value.toISOString() : value}`).join(' ') || 'all'
  );
}
