import type { GrantId, PersonId, RequestId, TargetId } from '../domain/ids';
import type { Grant } from '../domain/requests/request';
import type { Grant as GrantRow } from './generated/client';
import type { Transaction } from './transaction';

/** A grant with how it ended. */
export type GrantRecord = Grant & { endedAt: Date | null; revokedById: PersonId | null; revokedReason: string | null };

/** A row as the rules know it, with how it ended. */
export function toGrantRecord(row: GrantRow): GrantRecord {
  const { createdAt: _createdAt, ...rest } = row;
  return {
    ...rest,
    id: row.id as GrantId,
    requestId: row.requestId as RequestId,
    personId: row.personId as PersonId,
    targetId: row.targetId as TargetId,
    revokedById: row.revokedById as PersonId | null,
  };
}

/** Writes an active grant; its request must be approved already. */
export async function insertGrant(
  tx: Transaction,
  newId: string,
  grant: Omit<Grant, 'id' | 'status'>,
  at: Date,
): Promise<void> {
  await tx.grant.create({ data: { id: newId, status: 'active', createdAt: at, ...grant } });
}

/** Ends an active grant; false when it was not active any longer. */
export async function endGrant(
  tx: Transaction,
  id: GrantId,
  how: { status: 'expired' | 'revoked'; endedAt: Date; revokedReason: string | null; revokedById: PersonId | null },
): Promise<boolean> {
  const { count } = await tx.grant.updateMany({ where: { id, status: 'active' }, data: how });
  return count === 1;
}

/** Active grants of a person that are open or still to come, for one target or all. */
export async function listActiveGrants(
  tx: Transaction,
  { personId, targetId }: { personId: PersonId; targetId?: TargetId },
  at: Date,
): Promise<(Grant & { requestNumber: number })[]> {
  const rows = await tx.grant.findMany({
    where: { personId, targetId, status: 'active', endsAt: { gt: at } },
    include: { request: { select: { number: true } } },
    orderBy: { endsAt: 'desc' },
  });
  return rows.map(({ request, ...row }) => ({ ...toGrantRecord(row), requestNumber: request.number }));
}

/**
 * Active grants of a person for a target, held so that none of them can be ended before this transaction does: whoever writes a
 * terminal takes this first, so that a revocation either sees the terminal or is seen by it.
 */
export async function holdActiveGrants(
  tx: Transaction,
  who: { personId: PersonId; targetId: TargetId },
  at: Date,
): Promise<(Grant & { requestNumber: number })[]> {
  await tx.$queryRaw`
    SELECT 1 FROM grants
    WHERE person_id = ${who.personId}::uuid AND target_id = ${who.targetId}::uuid AND status = 'active'
    ORDER BY id FOR SHARE`;
  return listActiveGrants(tx, who, at);
}

/**
 * A grant with its request's number, locked until this transaction ends together with its person's other active grants for the same
 * target: two that end at once must not each count on the other to keep a terminal. Null when there is none.
 */
export async function lockGrant(
  tx: Transaction,
  id: GrantId,
): Promise<{ grant: GrantRecord; requestNumber: number } | null> {
  await tx.$queryRaw`
    SELECT 1 FROM grants
    WHERE (person_id, target_id) = (SELECT person_id, target_id FROM grants WHERE id = ${id}::uuid)
      AND (status = 'active' OR id = ${id}::uuid)
    ORDER BY id FOR UPDATE`;
  const row = await tx.grant.findUnique({ where: { id }, include: { request: { select: { number: true } } } });
  if (!row) return null;
  const { request, ...grant } = row;
  return { grant: toGrantRecord(grant), requestNumber: request.number };
}

/** The request a grant came from, or null. */
export async function findRequestOfGrant(tx: Transaction, id: GrantId): Promise<RequestId | null> {
  const row = await tx.grant.findUnique({ where: { id }, select: { requestId: true } });
  return row && (row.requestId as RequestId);
}

/** Active grants whose time is over, oldest first. */
export async function listOverdueGrants(tx: Transaction, at: Date, most: number): Promise<GrantId[]> {
  const rows = await tx.grant.findMany({
    where: { status: 'active', endsAt: { lte: at } },
    select: { id: true },
    orderBy: { endsAt: 'asc' },
    take: most,
  });
  return rows.map((row) => row.id as GrantId);
}

/** What a person held for a target since an instant: how many grants, how many of them were taken away. */
export async function countGrants(
  tx: Transaction,
  { personId, targetId, since }: { personId: PersonId; targetId: TargetId; since?: Date },
): Promise<{ all: number; revoked: number }> {
  const groups = await tx.grant.groupBy({
    by: ['status'],
    where: { personId, targetId, createdAt: since ? { gte: since } : undefined },
    _count: true,
  });
  const of = (status: string) => groups.find((group) => group.status === status)?._count ?? 0;
  return { all: of('active') + of('expired') + of('revoked'), revoked: of('revoked') };
}
