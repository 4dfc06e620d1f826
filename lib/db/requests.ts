import type { PersonId, RequestId, TargetId } from '../domain/ids';
import type { AccessRequest, Decision, RequestStatus } from '../domain/requests/request';
import type { PlacedTarget } from '../domain/targets/place';
import { toEnvironment } from './environments';
import type { AccessRequest as AccessRequestRow, Decision as DecisionRow, Prisma } from './generated/client';
import { type GrantRecord, toGrantRecord } from './grants';
import { toTarget } from './targets';
import type { Transaction } from './transaction';

/** A request with everything a screen or a rule wants to know beside it. */
export type RequestRecord = PlacedTarget & {
  request: AccessRequest;
  person: { id: PersonId; name: string; groups: readonly string[] };
  /** Oldest first, each with its person's name. */
  decisions: readonly (Decision & { name: string })[];
  grant: GrantRecord | null;
};

const WITH_ALL = {
  person: { select: { id: true, name: true, groups: true } },
  target: { include: { environment: true } },
  decisions: { include: { person: { select: { name: true } } }, orderBy: { createdAt: 'asc' } },
  grant: true,
} satisfies Prisma.AccessRequestInclude;

/** A row as the rules know it. */
export function toRequest(row: AccessRequestRow): AccessRequest {
  return {
    ...row,
    id: row.id as RequestId,
    personId: row.personId as PersonId,
    targetId: row.targetId as TargetId,
  };
}

function toDecision(row: DecisionRow): Decision {
  const { id: _id, ...rest } = row;
  return { ...rest, requestId: row.requestId as RequestId, personId: row.personId as PersonId };
}

function toRecord(row: Prisma.AccessRequestGetPayload<{ include: typeof WITH_ALL }>): RequestRecord {
  const { person, target, decisions, grant, ...request } = row;
  return {
    request: toRequest(request),
    person: { ...person, id: person.id as PersonId },
    target: toTarget(target),
    environment: toEnvironment(target.environment),
    decisions: decisions.map(({ person: decider, ...decision }) => ({ ...toDecision(decision), name: decider.name })),
    grant: grant && toGrantRecord(grant),
  };
}

/** Writes a pending request; answers its number, or null when the person has one pending for that target already. */
export async function insertRequest(tx: Transaction, request: Omit<AccessRequest, 'number'>): Promise<number | null> {
  const { approverGroups, policyIds, ...rest } = request;
  const [row] = await tx.accessRequest.createManyAndReturn({
    data: [{ ...rest, approverGroups: [...approverGroups], policyIds: [...policyIds] }],
    select: { number: true },
    skipDuplicates: true,
  });
  return row?.number ?? null;
}

/** The request with everything beside it; null when there is none. */
export async function findRequest(tx: Transaction, id: RequestId): Promise<RequestRecord | null> {
  const row = await tx.accessRequest.findUnique({ where: { id }, include: WITH_ALL });
  return row && toRecord(row);
}

/** Like findRequest, but nobody else can decide on or settle the request until this transaction ends. */
export async function lockRequest(tx: Transaction, id: RequestId): Promise<RequestRecord | null> {
  await tx.$queryRaw`SELECT 1 FROM access_requests WHERE id = ${id}::uuid FOR UPDATE`;
  return findRequest(tx, id);
}

/** Writes a decision; false when this person decided on the request before. */
export async function insertDecision(tx: Transaction, newId: string, decision: Decision): Promise<boolean> {
  const { count } = await tx.decision.createMany({
    data: [{ id: newId, ...decision, forGroups: [...decision.forGroups] }],
    skipDuplicates: true,
  });
  return count === 1;
}

/** Ends the pending state of a request; false when it was not pending any longer. */
export async function settleRequest(
  tx: Transaction,
  id: RequestId,
  how: { status: Exclude<RequestStatus, 'pending'>; settledAt: Date },
): Promise<boolean> {
  const { count } = await tx.accessRequest.updateMany({
    where: { id, status: 'pending' },
    data: { status: how.status, settledAt: how.settledAt },
  });
  return count === 1;
}

export type RequestFilter = {
  personId?: PersonId;
  notPersonId?: PersonId;
  targetId?: TargetId;
  status?: RequestStatus;
  /** Pending and not past its time at this instant. */
  waitingAt?: Date;
};

/** Requests that match, newest first. */
export async function listRequests(tx: Transaction, filter: RequestFilter, most: number): Promise<RequestRecord[]> {
  const rows = await tx.accessRequest.findMany({
    where: whereOf(filter),
    include: WITH_ALL,
    orderBy: [{ createdAt: 'desc' }, { number: 'desc' }],
    take: most,
  });
  return rows.map(toRecord);
}

function whereOf(filter: RequestFilter): Prisma.AccessRequestWhereInput {
  return {
    targetId: filter.targetId,
    status: filter.waitingAt ? 'pending' : filter.status,
    lapsesAt: filter.waitingAt ? { gt: filter.waitingAt } : undefined,
    AND: [
      filter.personId ? { personId: filter.personId } : {},
      filter.notPersonId ? { personId: { not: filter.notPersonId } } : {},
    ],
  };
}

/** Pending requests whose time is over, oldest first. */
export async function listLapsedRequests(tx: Transaction, at: Date, most: number): Promise<RequestId[]> {
  const rows = await tx.accessRequest.findMany({
    where: { status: 'pending', lapsesAt: { lte: at } },
    select: { id: true },
    orderBy: { lapsesAt: 'asc' },
    take: most,
  });
  return rows.map((row) => row.id as RequestId);
}

/** Minutes from asking to settling of the last answered requests for a target, for a median. */
export async function answerMinutes(tx: Transaction, targetId: TargetId, most: number): Promise<number[]> {
  const rows = await tx.accessRequest.findMany({
    where: { targetId, status: { in: ['approved', 'denied'] }, approvalsNeeded: { gt: 0 } },
    select: { createdAt: true, settledAt: true },
    orderBy: { createdAt: 'desc' },
    take: most,
  });
  return rows.flatMap((row) => (row.settledAt ? [(row.settledAt.getTime() - row.createdAt.getTime()) / 60_000] : []));
}
