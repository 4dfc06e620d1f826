import type { PersonId, SignInId } from '../domain/ids';
import type { Person, SignIn } from '../domain/people/person';
import type { SignIn as SignInRow } from './generated/client';
import { toPerson } from './people';
import type { Transaction } from './transaction';

function toSignIn(row: SignInRow): SignIn {
  return { ...row, id: row.id as SignInId, personId: row.personId as PersonId };
}

/** Writes a new sign-in. */
export async function insertSignIn(
  tx: Transaction,
  row: { id: SignInId; personId: PersonId; at: Date; expiresAt: Date; address: string; userAgent: string },
): Promise<void> {
  const { at, ...rest } = row;
  await tx.signIn.create({ data: { ...rest, createdAt: at, lastSeenAt: at } });
}

/** A sign-in with its person, open or not; null when there is none. */
export async function findSignIn(tx: Transaction, id: SignInId): Promise<{ signIn: SignIn; person: Person } | null> {
  const row = await tx.signIn.findUnique({ where: { id }, include: { person: true } });
  return row && { signIn: toSignIn(row), person: toPerson(row.person) };
}

/** Sign-ins with their people, open or not; those that do not exist are absent. */
export async function findSignIns(
  tx: Transaction,
  ids: readonly SignInId[],
): Promise<{ signIn: SignIn; person: Person }[]> {
  const rows = await tx.signIn.findMany({ where: { id: { in: [...ids] } }, include: { person: true } });
  return rows.map((row) => ({ signIn: toSignIn(row), person: toPerson(row.person) }));
}

/** Moves the "last seen" of a sign-in and its person, unless somebody did so since `olderThan`. */
export async function touchSignIn(tx: Transaction, signIn: SignIn, at: Date, olderThan: Date): Promise<void> {
  const { count } = await tx.signIn.updateMany({
    where: { id: signIn.id, lastSeenAt: { lt: olderThan } },
    data: { lastSeenAt: at },
  });
  if (count > 0) await tx.person.update({ where: { id: signIn.personId }, data: { lastSeenAt: at } });
}

/** How many open sign-ins each person has. */
export async function countOpenSignIns(tx: Transaction, at: Date): Promise<Map<string, number>> {
  const groups = await tx.signIn.groupBy({
    by: ['personId'],
    where: { revokedAt: null, expiresAt: { gt: at } },
    _count: true,
  });
  return new Map(groups.map((group) => [group.personId, group._count]));
}

/** Ends open sign-ins of a person, all or the one named; answers which were ended. */
export async function revokeSignIns(
  tx: Transaction,
  which: { personId: PersonId; only?: SignInId },
  how: { at: Date; byId: PersonId; reason: string },
): Promise<SignInId[]> {
  const rows = await tx.signIn.updateManyAndReturn({
    where: { personId: which.personId, id: which.only, revokedAt: null, expiresAt: { gt: how.at } },
    data: { revokedAt: how.at, revokedById: how.byId, revokedReason: how.reason },
    select: { id: true },
  });
  return rows.map((row) => row.id as SignInId);
}
