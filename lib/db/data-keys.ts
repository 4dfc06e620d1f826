import type { BridgeId, TerminalId } from '../domain/ids';
import type { WrappedDataKey } from '../domain/terminals/data-key';
import type { Database } from './client';

/** Keeps the wrapped key of a terminal; false when the terminal is not this bridge's any longer, or has ended. */
export async function storeDataKey(
  db: Database,
  id: TerminalId,
  bridgeId: BridgeId,
  { keyId, encryptionContext, ciphertext }: WrappedDataKey,
): Promise<boolean> {
  const dataKey = { keyId, encryptionContext, ciphertext: Buffer.from(ciphertext).toString('base64') };
  const { count } = await db.prisma.terminal.updateMany({
    where: { id, bridgeId, status: { not: 'ended' } },
    data: { dataKey },
  });
  return count === 1;
}

/** The wrapped key of a terminal, or null when its session is not encrypted. */
export async function findDataKey(db: Database, id: TerminalId): Promise<WrappedDataKey | null> {
  const row = await db.prisma.terminal.findUnique({ where: { id }, select: { dataKey: true } });
  if (!row?.dataKey) return null;
  // Only `storeDataKey` writes it, and the database checks its members.
  const kept = row.dataKey as { keyId: string; encryptionContext: Record<string, string>; ciphertext: string };
  return { ...kept, ciphertext: Buffer.from(kept.ciphertext, 'base64') };
}
