import { type AuditLink, FIRST_PREVIOUS_HASH, verifyStep } from '../domain/audit/chain';
import type { ChainState } from '../domain/audit/view';
import { type AuditEventRow, hashLink, toLink } from './audit';
import type { Database } from './client';

/** What the chain turned out to be; the caller adds when it looked. */
export type ChainFindings = Omit<ChainState, 'verifiedAt' | 'elapsedMs'>;

/**
 * Reads the whole chain in batches, in one snapshot, and names the first link that does not hold. What is missing at the end shows
 * against the head that the database keeps beside the chain.
 */
export function verifyAudit(db: Database, batch = 2_000): Promise<ChainFindings> {
  return db.prisma.$transaction(
    async (tx) => {
      const head = await tx.auditHead.findUnique({ where: { id: 1 } });
      let last: AuditLink | null = null;
      let events = 0;
      let firstAt: number | null = null;
      const found = (brokenAt: ChainState['brokenAt']): ChainFindings => ({
        whole: brokenAt === null,
        events,
        head: last && Buffer.from(last.hash).toString('hex'),
        firstAt,
        brokenAt,
      });
      for (;;) {
        const after: bigint | null = last?.event.sequence ?? null;
        const rows: AuditEventRow[] = await tx.auditEvent.findMany({
          where: after === null ? {} : { sequence: { gt: after } },
          orderBy: { sequence: 'asc' },
          take: batch,
        });
        for (const row of rows) {
          const link = toLink(row);
          firstAt ??= row.at.getTime();
          const broken = verifyStep(last, link, hashLink);
          if (broken) {
            const why = broken.why === 'previousHash' ? 'link' : broken.why;
            // A gap is named by the number that is missing.
            return found({
              sequence: why === 'gap' ? Number(last?.event.sequence ?? 0n) + 1 : Number(broken.sequence),
              why,
            });
          }
          last = link;
          events += 1;
        }
        if (rows.length < batch) break;
      }
      if (!head) return found({ sequence: events, why: 'gap' });
      const end = last?.event.sequence ?? 0n;
      if (head.sequence > end) return found({ sequence: Number(end) + 1, why: 'gap' });
      const same = Buffer.from(head.hash).equals(last?.hash ?? FIRST_PREVIOUS_HASH);
      return found(same && head.sequence === end ? null : { sequence: Number(end), why: 'hash' });
    },
    { isolationLevel: 'RepeatableRead', timeout: 600_000, maxWait: 10_000 },
  );
}
