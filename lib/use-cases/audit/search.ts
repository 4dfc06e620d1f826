import type { AuditPage, AuditSpan } from '../../domain/audit/view';
import type { Actor } from '../../domain/people/actor';
import type { Result } from '../../domain/result';
import type { Deps } from '../deps';
import { listAudit } from './list';

const DAY_MS = 24 * 3_600_000;
const DAYS_BACK: Record<Exclude<AuditSpan, 'all'>, number> = { today: 0, week: 6 };

/** The record as its page asks for it: words, and a span that begins at a midnight, so that the same look stays the same all day. */
export function searchAudit(
  deps: Deps,
  actor: Actor,
  input: { q: string; span: AuditSpan; before?: bigint },
): Promise<Result<AuditPage>> {
  const { q, span, before } = input;
  const from = span === 'all' ? undefined : midnight(deps.clock.now(), DAYS_BACK[span]);
  return listAudit(deps, actor, { text: q || undefined, from, before });
}

function midnight(now: Date, daysBack: number): Date {
  return new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS - daysBack * DAY_MS);
}
