import type { Transaction } from './transaction';

/** Counts one more use of `key` in the fixed window that holds `at`, in all processes together; answers the count so far. */
export async function countUse(tx: Transaction, key: string, windowMs: number, at: Date): Promise<number> {
  const startedAt = windowOf(windowMs, at);
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    INSERT INTO rate_windows (key, started_at, count) VALUES (${key}, ${startedAt}, 1)
    ON CONFLICT (key, started_at) DO UPDATE SET count = rate_windows.count + 1
    RETURNING count`;
  return row?.count ?? 0;
}

/** Forgets windows that began before an instant. */
export async function forgetUses(tx: Transaction, before: Date): Promise<number> {
  const { count } = await tx.rateWindow.deleteMany({ where: { startedAt: { lt: before } } });
  return count;
}

/** Takes back what was counted for `key` in the window that holds `at`. */
export async function forgiveUses(tx: Transaction, key: string, windowMs: number, at: Date): Promise<void> {
  await tx.rateWindow.deleteMany({ where: { key, startedAt: windowOf(windowMs, at) } });
}

function windowOf(windowMs: number, at: Date): Date {
  return new Date(Math.floor(at.getTime() / windowMs) * windowMs);
}
