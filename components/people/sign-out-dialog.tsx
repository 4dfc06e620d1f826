'use client';

import { useTranslations } from 'next-intl';
import type { PersonRow } from '@/lib/domain/people/view';
import { ReasonDialog } from '../frame/reason-dialog';

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
  const t = useTranslations('people.dialog');
  return (
    <ReasonDialog
      open
      title={t('title', { name: person.name })}
      description={t('text', { count: person.terminals })}
      keep={t('keep')}
      act={t('act', { count: person.signIns })}
      label={t('reason')}
      most={500}
      wrong={(reason) => (reason === '' ? t('reasonMissing') : null)}
      onClose={onClose}
      onAct={onAct}
    />
  );
}
