import type { AuditKey, AuditToken } from '../domain/audit/query';
import type { EnvironmentId, PersonId, RequestId, TargetId, TerminalId } from '../domain/ids';
import type { AuditEventRow } from './audit';
import type { Prisma } from './generated/client';
import type { Transaction } from './transaction';

/**
 * Which events; of each list any will do, an empty one matches nothing. People are those who did it and those it was about. Instants
 * inclusive at `from`, exclusive at `to`; `before` is a sequence number.
 */
export type AuditFilter = {
  names?: readonly string[];
  personIds?: readonly PersonId[];
  requestIds?: readonly RequestId[];
  terminalIds?: readonly TerminalId[];
  targetIds?: readonly TargetId[];
  /** An environment, or a target in it. */
  within?: { environmentIds: readonly EnvironmentId[]; targetIds: readonly TargetId[] };
  from?: Date;
  to?: Date;
  before?: bigint;
  text?: string;
};

/** Events that match, newest first, at most `most`; and how many match in all, counted no further than `countedAtMost`. */
export async function pageOfAudit(
  tx: Transaction,
  filter: AuditFilter,
  most: number,
  countedAtMost: number,
): Promise<{ rows: AuditEventRow[]; total: number | null }> {
  const { before, ...rest } = filter;
  const where = whereOf(rest);
  const isAll = Object.values(rest).every((one) => one === undefined);
  const [rows, total] = await Promise.all([
    tx.auditEvent.findMany({
      where: before === undefined ? where : { AND: [where, { sequence: { lt: before } }] },
      orderBy: { sequence: 'desc' },
      take: most,
    }),
    before !== undefined ? null : isAll ? countAll(tx) : tx.auditEvent.count({ where, take: countedAtMost }),
  ]);
  return { rows, total };
}

/** Numbers have no gaps, so the head's is how many there are. */
async function countAll(tx: Transaction): Promise<number> {
  const head = await tx.auditHead.findFirst({ select: { sequence: true } });
  return Number(head?.sequence ?? 0);
}

function whereOf(filter: Omit<AuditFilter, 'before'>): Prisma.AuditEventWhereInput {
  const { names, personIds, requestIds, terminalIds, targetIds, within, from, to, text } = filter;
  const among = (ids: readonly string[]) => ({ in: [...ids] });
  const matches: Prisma.AuditEventWhereInput[] = [];
  // "request." means every event of requests.
  if (names)
    matches.push({
      OR: names.map((name) => ({
        name: name.endsWith('.') || !name.includes('.') ? { startsWith: name } : name,
      })),
    });
  if (personIds) matches.push({ OR: [{ actorId: among(personIds) }, { personId: among(personIds) }] });
  if (requestIds) matches.push({ requestId: among(requestIds) });
  if (terminalIds) matches.push({ terminalId: among(terminalIds) });
  if (targetIds) matches.push({ targetId: among(targetIds) });
  if (within) {
    const { environmentIds, targetIds: places } = within;
    matches.push({ OR: [{ environmentId: among(environmentIds) }, { targetId: among(places) }] });
  }
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

/** A part of a name that fits more things than this narrows nothing. */
const MOST_NAMED = 200;

/** The names of what events are about, by id. */
export type AuditNames = {
  people: ReadonlyMap<string, string>;
  targets: ReadonlyMap<string, { name: string; nodeId: string | null; environmentId: string }>;
  environments: ReadonlyMap<string, { name: string; kind: string }>;
  requests: ReadonlyMap<string, { number: number; policyIds: readonly string[]; policyVersion: number }>;
  terminals: ReadonlyMap<string, { number: number; openedAt: Date | null; requestNumber: number }>;
  bastions: ReadonlyMap<string, number>;
};

/** Looks up what some events name by id. */
export async function namesForAudit(tx: Transaction, rows: readonly AuditEventRow[]): Promise<AuditNames> {
  const ids = (of: (row: AuditEventRow) => string | null) => ({
    id: { in: [...new Set(rows.flatMap((row) => of(row) ?? []))] },
  });
  const [people, targets, requests, terminals, bastions] = await Promise.all([
    tx.person.findMany({ where: ids((row) => row.personId), select: { id: true, name: true } }),
    tx.target.findMany({
      where: ids((row) => row.targetId),
      select: { id: true, name: true, nodeId: true, environmentId: true },
    }),
    tx.accessRequest.findMany({
      where: ids((row) => row.requestId),
      select: { id: true, number: true, policyIds: true, policyVersion: true },
    }),
    tx.terminal.findMany({
      where: ids((row) => row.terminalId),
      select: {
        id: true,
        number: true,
        openedAt: true,
        grant: { select: { request: { select: { number: true } } } },
      },
    }),
    tx.bastion.findMany({ where: ids((row) => row.bastionId), select: { id: true, number: true } }),
  ]);
  const environments = await tx.environment.findMany({ select: { id: true, name: true, kind: true } });
  return {
    people: new Map(people.map((row) => [row.id, row.name])),
    targets: new Map(targets.map((row) => [row.id, row])),
    environments: new Map(environments.map((row) => [row.id, row])),
    requests: new Map(requests.map((row) => [row.id, row])),
    terminals: new Map(terminals.map((row) => [row.id, { ...row, requestNumber: row.grant.request.number }])),
    bastions: new Map(bastions.map((row) => [row.id, row.number])),
  };
}

/**
 * The filter that tokens mean: names become ids, any part of a person's, target's or environment's name will do, a node's whole id too, numbers are those of
 * R-1087 and T-20418. A value that names nothing matches nothing.
 */
export async function filterOfTokens(tx: Transaction, tokens: readonly AuditToken[]): Promise<AuditFilter> {
  const of = (key: AuditKey) => tokens.filter((token) => token.key === key).map(({ value }) => value);
  const named = (key: AuditKey) => ({
    where: { OR: of(key).map((value) => ({ name: { contains: value, mode: 'insensitive' as const } })) },
    select: { id: true },
    take: MOST_NAMED,
  });
  // Of two nodes with one name only the id says which.
  const namedOrNode = { ...named('target'), where: { OR: [named('target').where, { nodeId: { in: of('target') } }] } };
  const numbered = (key: AuditKey, letter: string) => ({
    where: { number: { in: of(key).flatMap((value) => numberOf(value, letter) ?? []) } },
    select: { id: true },
  });
  const [people, targets, environments, requests, terminals] = await Promise.all([
    of('person').length === 0 ? undefined : tx.person.findMany(named('person')),
    of('target').length === 0 ? undefined : tx.target.findMany(namedOrNode),
    of('environment').length === 0
      ? undefined
      : tx.environment.findMany({ ...named('environment'), select: { id: true, targets: { select: { id: true } } } }),
    of('request').length === 0 ? undefined : tx.accessRequest.findMany(numbered('request', 'R')),
    of('terminal').length === 0 ? undefined : tx.terminal.findMany(numbered('terminal', 'T')),
  ]);
  const names = of('event');
  return {
    names: names.length === 0 ? undefined : names,
    personIds: people?.map(({ id }) => id as PersonId),
    targetIds: targets?.map(({ id }) => id as TargetId),
    within: environments && {
      environmentIds: environments.map(({ id }) => id as EnvironmentId),
      targetIds: environments.flatMap((one) => one.targets.map(({ id }) => id as TargetId)),
    },
    requestIds: requests?.map(({ id }) => id as RequestId),
    terminalIds: terminals?.map(({ id }) => id as TerminalId),
  };
}

function numberOf(value: string, letter: string): number | null {
  const digits = new RegExp(`^(?:${letter}-)?(\\d{1,9})$`, 'i').exec(value)?.[1];
  return digits === undefined ? null : Number(digits);
}
