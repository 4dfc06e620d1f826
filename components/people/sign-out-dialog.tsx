'use client';

import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import type { PersonRow } from '@/lib/domain/people/view';
import { Dialog } from '../ui/dialog';
import { TextAreaField } from '../ui/text-field';

/** Asks before somebody is signed out everywhere, counting what ends with it; the reason goes on record. */
export function SignOutDialog({
  person,
  onClose,
  onAct,
}: {
  person: PersonRow;
  onClose: () => void;
  onAct: (reason: string) => Promise<void>;
}) {
  const t = useTranslations('people');
  const field = useRef<HTMLTextAreaElement>(null);
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t('dialog.title', { name: person.name })}
      description={t('dialog.text', { count: person.terminals })}
      keep={t('dialog.keep')}
      act={t('dialog.act', { count: person.signIns })}
      busy={busy}
      onAct={() => {
        if (reason.trim() === '') {
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
        label={t('dialog.reason')}
        value={reason}
        maxLength={500}
        error={isMissing ? t('dialog.reasonMissing') : undefined}
        onChange={(event) => {
          setReason(event.target.value);
          setMissing(false);
        }}
      />
    </Dialog>
  );
}
