'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { usePendingAct } from '@/components/frame/use-pending-act';
import { Dialog } from '@/components/ui/dialog';
import { formatDuration } from '@/components/ui/duration';
import { FieldError } from '@/components/ui/field';
import { Presets } from '@/components/ui/presets';
import { TextField } from '@/components/ui/text-field';
import type { RequestRow } from '@/lib/domain/requests/view';
import type { AnswerAct } from './answer-acts';
import { useLongDuration } from './long-duration';
import { shorterThan } from './shorter-than';

const minuteMs = 60_000;

/** A yes for less time than was asked. */
export function ShortenDialog({
  open,
  request,
  approve,
  close,
  onApproved,
}: {
  open: boolean;
  request: RequestRow;
  approve: AnswerAct<{ requestId: string; minutes: number | null }>;
  close: () => void;
  onApproved: () => void;
}) {
  const t = useTranslations('approvals');
  const locale = useLocale();
  const long = useLongDuration();
  const { pending, problem, clear, run } = usePendingAct();
  const options = shorterThan(request.minutes);
  const [choice, setChoice] = useState(String(options.at(-1) ?? 'custom'));
  const [written, setWritten] = useState('');
  const [error, setError] = useState<string | null>(null);
  const text = choice === 'custom' ? written.trim() : choice;
  const minutes = /^\d{1,6}$/.test(text) ? Number(text) : null;
  const isShorter = minutes !== null && minutes > 0 && minutes < request.minutes;
  return (
    <Dialog
      open={open}
      onOpenChange={(isOpen) => {
        if (isOpen) return;
        clear();
        setError(null);
        close();
      }}
      title={t('shortenTitle', { name: request.person.name, target: request.target.name })}
      description={t('shortenText', { duration: long(request.minutes) })}
      keep={t('denyKeep')}
      act={isShorter ? t('approve', { duration: long(minutes) }) : t('approveAct')}
      danger={false}
      busy={pending}
      onAct={() => {
        if (!isShorter) return setError(t('shortenError', { max: request.minutes - 1 }));
        run(
          () => approve({ requestId: request.id, minutes }),
          onApproved,
          (refusal, sentence) => {
            if (refusal.field === 'minutes') setError(sentence);
            return refusal.field === 'minutes';
          },
        );
      }}
    >
      <Presets
        label={t('shortenLabel')}
        value={choice}
        onValueChange={(value) => {
          setChoice(value);
          setError(null);
        }}
        options={[
          ...options.map((option) => ({
            value: String(option),
            label: formatDuration(option * minuteMs, locale),
            consequence: t('shortenBy', { duration: formatDuration((request.minutes - option) * minuteMs, locale) }),
          })),
          { value: 'custom', label: t('shortenCustom'), consequence: t('shortenCustomNote') },
        ]}
      />
      {choice === 'custom' ? (
        <TextField
          label={t('minutes')}
          inputMode="numeric"
          autoComplete="off"
          value={written}
          error={error ?? undefined}
          onChange={(event) => {
            setWritten(event.target.value);
            setError(null);
          }}
        />
      ) : null}
      <div role="alert">{problem ? <FieldError>{problem}</FieldError> : null}</div>
    </Dialog>
  );
}
