'use client';

import { useTranslations } from 'next-intl';
import type { BastionRow } from '@/lib/domain/bastions/view';
import { ReasonDialog } from '../frame/reason-dialog';

export type StopKind = 'drain' | 'stop';

/** Asks before a bastion goes, counting what ends with it; the reason goes on record. */
export function StopDialog({
  row,
  kind,
  onClose,
  onAct,
}: {
  row: BastionRow;
  kind: StopKind;
  onClose: () => void;
  onAct: (reason: string) => Promise<void>;
}) {
  const t = useTranslations('bastions');
  const bastion = `B-${row.number}`;
  return (
    <ReasonDialog
      open
      title={t(kind === 'drain' ? 'drainTitle' : 'stopTitle', { bastion })}
      description={t(kind === 'drain' ? 'drainText' : 'stopText', { count: row.terminals })}
      keep={t('stopKeep')}
      act={kind === 'drain' ? t('drainAct') : t('stopAct', { count: row.terminals })}
      danger={kind === 'stop'}
      label={t('reason')}
      most={500}
      wrong={(reason) => (reason.length < 3 ? t('reasonMissing') : null)}
      onClose={onClose}
      onAct={onAct}
    />
  );
}
