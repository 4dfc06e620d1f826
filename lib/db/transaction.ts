import type { Database } from './client';
import type { Prisma } from './generated/client';

/** A transaction in which rows and their audit events are written together. */
export type Transaction = Prisma.TransactionClient;

/** Runs `work` in one transaction; an exception undoes all of it. Never call the cloud inside. */
export function inTransaction<Value>(db: Database, work: (tx: Transaction) => Promise<Value>): Promise<Value> {
  return db.prisma.$transaction(work, { maxWait: 10_000, timeout: 20_000 });
}
