import type { PersonId } from '../domain/ids';
import type { Person } from '../domain/people/person';
import type { Person as PersonRow } from './generated/client';
import type { Transaction } from './transaction';

/** A row as the rules know it. */
export function toPerson(row: PersonRow): Person {
  return { ...row, id: row.id as PersonId };
}

/** Writes what the provider said of a person at `at`; the same (issuer, subject) is the same person for ever. */
export async function recordPerson(
  tx: Transaction,
  said: { newId: string; issuer: string; subject: string; name: string; email: string; groups: string[]; at: Date },
): Promise<Person> {
  const { newId, issuer, subject, at, ...described } = said;
  const fresh = { ...described, groupsReadAt: at, lastSeenAt: at };
  return toPerson(
    await tx.person.upsert({
      where: { issuer_subject: { issuer, subject } },
      create: { id: newId, issuer, subject, createdAt: at, ...fresh },
      update: fresh,
    }),
  );
}

/** A person by what the provider calls them, or null. */
export async function findPersonBySubject(tx: Transaction, issuer: string, subject: string): Promise<Person | null> {
  const row = await tx.person.findUnique({ where: { issuer_subject: { issuer, subject } } });
  return row && toPerson(row);
}

/** A person by id, or null. */
export async function findPerson(tx: Transaction, id: PersonId): Promise<Person | null> {
  const row = await tx.person.findUnique({ where: { id } });
  return row && toPerson(row);
}

/** Everybody who ever signed in, by name. */
export async function listPeople(tx: Transaction): Promise<Person[]> {
  const rows = await tx.person.findMany({ orderBy: [{ name: 'asc' }, { id: 'asc' }] });
  return rows.map(toPerson);
}

/** People in at least one of the groups as last read, without those who were deactivated, by name. */
export async function listPeopleInGroups(tx: Transaction, groups: readonly string[]): Promise<Person[]> {
  if (groups.length === 0) return [];
  const rows = await tx.person.findMany({
    where: { groups: { hasSome: [...groups] }, deactivatedAt: null },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  return rows.map(toPerson);
}

/** Names of people by id; ids that are nobody's are absent. */
export async function namesOfPeople(tx: Transaction, ids: readonly (string | null)[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  if (wanted.length === 0) return new Map();
  const rows = await tx.person.findMany({ where: { id: { in: wanted } }, select: { id: true, name: true } });
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** Holds a person's row until the transaction ends, so that what is counted per person is counted one after the other. */
export async function lockPerson(tx: Transaction, id: PersonId): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM people WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
}
