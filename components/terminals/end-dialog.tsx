'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ReasonDialog } from '../frame/reason-dialog';
import { Dialog } from '../ui/dialog';

/** Asks before a terminal ends; somebody else's needs a reason, which they will read. */
export function EndDialog({
  open,
  person,
  target,
  environment,
  own,
  onOpenChange,
  onEnd,
}: {
  open: boolean;
  person: string;
  target: string;
  environment: string;
  own: boolean;
  onOpenChange: (open: boolean) => void;
  onEnd: (note: string) => Promise<void>;
}) {
  const t = useTranslations('terminal.end');
  const [busy, setBusy] = useState(false);
  if (own)
    return (
      <Dialog
        open={open}
        onOpenChange={onOpenChange}
        title={t('titleOwn', { target, environment })}
        description={t('textOwn')}
        keep={t('keep')}
        act={t('act')}
        busy={busy}
        onAct={() => {
          setBusy(true);
          void onEnd('').finally(() => setBusy(false));
        }}
      />
    );
  return (
    <ReasonDialog
      open={open}
      title={t('title', { person, target, environment })}
      description={t('text', { person: person.split(' ')[0] ?? person })}
      keep={t('keep')}
      act={t('act')}
      label={t('reason')}
      most={2000}
      wrong={(note) => (note.length < 3 ? t('reasonMissing') : null)}
      onClose={() => onOpenChange(false)}
      onAct={onEnd}
    />
  );
}
