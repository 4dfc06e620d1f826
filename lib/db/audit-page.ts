import type { EnvironmentId, PersonId, RequestId, TargetId, TerminalId } from '../domain/ids';
import type { AuditEventRow } from './audit';
import type { Prisma } from './generated/client';
import type { Transaction } from './transaction';

/** Which events; instants inclusive at `from`, exclusive at `to`; `before` is a sequence number. */
export type AuditFilter = {
  name?: string;
  actorId?: PersonId;
  requestId?: RequestId;
  terminalId?: TerminalId;
  targetId?: TargetId;
  environmentId?: EnvironmentId;
  from?: Date;
  to?: Date;
  before?: bigint;
  text?: string;
};

/** Events that match, newest first, at most `most`, and how many match in all. */
export async function pageOfAudit(
  tx: Transaction,
  filter: AuditFilter,
  most: number,
): Promise<{ rows: AuditEventRow[]; total: number }> {
  const { before, ...rest } = filter;
  const where = whereOf(rest);
  const [rows, total] = await Promise.all([
    tx.auditEvent.findMany({
      where: before === undefined ? where : { AND: [where, { sequence: { lt: before } }] },
      orderBy: { sequence: 'desc' },
      take: most,
    }),
    tx.auditEvent.count({ where }),
  ]);
  return { rows, total };
}

function whereOf(filter: Omit<AuditFilter, 'before'>): Prisma.AuditEventWhereInput {
  const { name, from, to, text, ...ids } = filter;
  const matches: Prisma.AuditEventWhereInput[] = [ids];
  // "request." means every event of requests.
  if (name) matches.push({ name: name.endsWith('.') || !name.includes('.') ? { startsWith: name } : name });
  if (from) matches.push({ at: { gte: from } });
  if (to) matches.push({ at: { lt: to } });
  if (text) {
    const contains = { contains: text, mode: 'insensitive' } as const;
    matches.push({
      OR: [
        { actorName: contains },
        { name: contains },
        ...['reason', 'comment', 'ticket', 'why', 'note', 'target', 'name'].map((path) => ({
          fields: { path: [path], string_contains: text, mode: 'insensitive' as const },
        })),
      ],
    });
  }
  return { AND: matches };
}

/** Whether this person read the record with this filter since an instant. */
export async function hasLooked(tx: Transaction, actorId: PersonId, filter: string, since: Date): Promise<boolean> {
  const found = await tx.auditEvent.findFirst({
    where: { actorId, name: 'audit.read', at: { gte: since }, fields: { path: ['filter'], equals: filter } },
    select: { sequence: true },
  });
  return found !== null;
}

/** The names of what events are about, by id. */
export type AuditNames = {
  people: ReadonlyMap<string, string>;
  targets: ReadonlyMap<string, { name: string; environmentId: string }>;
  environments: ReadonlyMap<string, { name: string; kind: string }>;
  requests: ReadonlyMap<string, number>;
  terminals: ReadonlyMap<string, number>;
  bastions: ReadonlyMap<string, number>;
};

/** Looks up what some events name by id. */
export async function namesForAudit(tx: Transaction, rows: readonly AuditEventRow[]): Promise<AuditNames> {
  const ids = (of: (row: AuditEventRow) => string | null) => ({
    id: { in: [...new Set(rows.flatMap((row) => of(row) ?? []))] },
  });
  const [people, targets, requests, terminals, bastions] = await Promise.all([
    tx.person.findMany({ where: ids((row) => row.personId), select: { id: true, name: true } }),
    tx.target.findMany({ where: ids((row) => row.targetId), select: { id: true, name: true, environmentId: true } }),
    tx.accessRequest.findMany({ where: ids((row) => row.requestId), select: { id: true, number: true } }),
    tx.terminal.findMany({ where: ids((row) => row.terminalId), select: { id: true, number: true } }),
    tx.bastion.findMany({ where: ids((row) => row.bastionId), select: { id: true, number: true } }),
  ]);
  const environments = await tx.environment.findMany({ select: { id: true, name: true, kind: true } });
  return {
    people: new Map(people.map((row) => [row.id, row.name])),
    targets: new Map(targets.map((row) => [row.id, row])),
    environments: new Map(environments.map((row) => [row.id, row])),
    requests: new Map(requests.map((row) => [row.id, row.number])),
    terminals: new Map(terminals.map((row) => [row.id, row.number])),
    bastions: new Map(bastions.map((row) => [row.id, row.number])),
  };
}
