import type { PersonId } from '../domain/ids';
import type { Transaction } from './transaction';

/** One refusal of one person or network in one window. */
export type CountedRefusal = {
  door: string;
  why: string;
  who: string;
  startedAt: Date;
  personId: PersonId | null;
  address: string | null;
};

/** Counts a refusal some more times; answers the count so far in its window. */
export async function countRefusals(tx: Transaction, refusal: CountedRefusal, times: number): Promise<number> {
  const { door, why, who, startedAt, personId, address } = refusal;
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    INSERT INTO refusal_windows AS known (door, why, who, started_at, person_id, address, count)
    VALUES (${door}, ${why}, ${who}, ${startedAt}, ${personId}::uuid, ${address}, ${times})
    ON CONFLICT (door, why, who, started_at) DO UPDATE SET count = known.count + ${times}
    RETURNING count`;
  return row?.count ?? 0;
}

/** Whether a stranger is known in a window already, and how many others are. */
export async function strangersIn(
  tx: Transaction,
  startedAt: Date,
  who: string,
): Promise<{ isKnown: boolean; strangers: number }> {
  const [row] = await tx.$queryRaw<{ known: boolean | null; strangers: bigint }[]>`
    SELECT bool_or(who = ${who}) AS known, count(DISTINCT who) AS strangers
    FROM refusal_windows WHERE started_at = ${startedAt} AND person_id IS NULL`;
  return { isKnown: row?.known ?? false, strangers: Number(row?.strangers ?? 0) };
}

/** Takes the windows that began before an instant out of the table, for who tells what was counted in them; safe beside others who do. */
export async function takeRefusals(
  tx: Transaction,
  before: Date,
  most: number,
): Promise<(CountedRefusal & { count: number })[]> {
  const rows = await tx.$queryRaw<(CountedRefusal & { count: number })[]>`
    DELETE FROM refusal_windows WHERE (door, why, who, started_at) IN (
      SELECT door, why, who, started_at FROM refusal_windows WHERE started_at < ${before}
      ORDER BY started_at LIMIT ${most} FOR UPDATE SKIP LOCKED)
    RETURNING door, why, who, started_at AS "startedAt", person_id AS "personId", address, count`;
  return rows.sort((one, other) => one.startedAt.getTime() - other.startedAt.getTime());
}
