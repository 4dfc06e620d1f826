import { filterOfTokens } from '../../db/audit-page';
import { parseAuditQuery, writeAuditQuery } from '../../domain/audit/query';
import type { AuditPage, AuditSpan } from '../../domain/audit/view';
import type { Actor } from '../../domain/people/actor';
import type { Result } from '../../domain/result';
import type { Deps } from '../deps';
import { listAudit } from './list';

const DAY_MS = 24 * 3_600_000;
const DAYS_BACK: Record<Exclude<AuditSpan, 'all'>, number> = { today: 0, week: 6 };

/** The record as its page asks for it: tokens and words, and a span that begins at a midnight, so that the same look stays the same all day. */
export async function searchAudit(
  deps: Deps,
  actor: Actor,
  input: { q: string; span: AuditSpan; before?: bigint },
): Promise<Result<AuditPage>> {
  const { q, span, before } = input;
  const from = span === 'all' ? undefined : midnight(deps.clock.now(), DAYS_BACK[span]);
  const query = parseAuditQuery(q);
  const look = [writeAuditQuery(query), from && `from=${from.toISOString()}`].filter(Boolean).join(' ') || 'all';
  const filter = async () => ({
    ...(await filterOfTokens(deps.db.prisma, query.tokens)),
    text: query.text || undefined,
    from,
    before,
  });
  return listAudit(deps, actor, filter, look);
}

function midnight(now: Date, daysBack: number): Date {
  return new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS - daysBack * DAY_MS);
}
