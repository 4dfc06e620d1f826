'use client';

import { useTranslations } from 'next-intl';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import type { RequestDraft } from './request-draft';

const dayMs = 24 * 3_600_000;
const aheadDays = 30;

/** A moment as a browser's own date-and-time field writes it: local, without its zone. */
function asLocal(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** From when: as soon as it is approved, or at a time of one's own at most 30 days ahead. */
export function StartChoice({ draft, change }: { draft: RequestDraft; change: (part: Partial<RequestDraft>) => void }) {
  const t = useTranslations('requests.form');
  return (
    <SelectField
      label={t('starts')}
      value={draft.later ? 'later' : 'approved'}
      onChange={(event) => change({ later: event.target.value === 'later' })}
      options={[
        { value: 'approved', label: t('whenApproved') },
        { value: 'later', label: t('atATime') },
      ]}
    />
  );
}

/** The start itself, by the platform's own date and time field. */
export function StartMoment({
  draft,
  change,
  error,
}: {
  draft: RequestDraft;
  change: (part: Partial<RequestDraft>) => void;
  error?: string;
}) {
  const t = useTranslations('requests.form');
  const now = new Date();
  return (
    <TextField
      type="datetime-local"
      label={t('startsWhen')}
      help={t('startsHelp', { days: aheadDays })}
      data-field="startsAt"
      min={asLocal(now)}
      max={asLocal(new Date(now.getTime() + aheadDays * dayMs))}
      value={draft.startsAt}
      error={error}
      onChange={(event) => change({ startsAt: event.target.value })}
    />
  );
}
