import { useTranslations } from 'next-intl';
import type { AuditRow } from '@/lib/domain/audit/view';

/** What let an event happen, by the names of its policies or the grant it stands on. */
export function AllowedBy({ by }: { by: AuditRow['allowedBy'] }) {
  const t = useTranslations('audit');
  if (by === null) return <span className="text-text-3">–</span>;
  if ('grant' in by) return t('byGrant', { request: `R-${by.grant}` });
  const names = t('byPolicies', { policies: by.policies.join(', '), version: by.version });
  return <span title={names}>{names}</span>;
}
