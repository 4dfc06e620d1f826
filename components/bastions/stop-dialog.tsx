'use client';

import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import type { BastionRow } from '@/lib/domain/bastions/view';
import { Dialog } from '../ui/dialog';
import { TextAreaField } from '../ui/text-field';

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
  const field = useRef<HTMLTextAreaElement>(null);
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const bastion = `B-${row.number}`;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t(kind === 'drain' ? 'drainTitle' : 'stopTitle', { bastion })}
      description={t(kind === 'drain' ? 'drainText' : 'stopText', { count: row.terminals })}
      keep={t('stopKeep')}
      act={kind === 'drain' ? t('drainAct') : t('stopAct', { count: row.terminals })}
      danger={kind === 'stop'}
      busy={busy}
      onAct={() => {
        if (reason.trim().length < 3) {
          setMissing(true);
          field.current?.focus();
          return;
        }
        setBusy(true);
        void onAct(reason.trim());
      }}
    >
      <TextAreaField
        ref={field}
        label={t('reason')}
        value={reason}
        maxLength={500}
        error={missing ? t('reasonMissing') : undefined}
        onChange={(event) => {
          setReason(event.target.value);
          setMissing(false);
        }}
      />
    </Dialog>
  );
}
