'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { formatDuration } from '@/components/ui/duration';
import { useToast } from '@/components/ui/toast';
import type { SentRequest } from './use-request-form';

const minuteMs = 60_000;

/** Says that a request went out, to how many people and when they usually answer, or that it was taken back. */
export function useSentNews(): {
  tellSent: (sent: SentRequest, asked: number, medianAnswerMinutes: number | null) => void;
  tellAllowed: (sent: SentRequest) => void;
  tellWithdrawn: (number: number) => void;
} {
  const t = useTranslations('requests');
  const locale = useLocale();
  const tell = useToast();
  return useMemo(
    () => ({
      tellSent: ({ requestId, number }, count, medianAnswerMinutes) => {
        const duration = formatDuration(Math.max(1, medianAnswerMinutes ?? 0) * minuteMs, locale);
        tell({
          tone: 'ok',
          glyph: 'check',
          title: t('sent', { count }),
          detail: medianAnswerMinutes === null ? undefined : t('usually', { duration }),
          link: { href: `/requests/${requestId}`, label: t('see', { number }) },
        });
      },
      tellAllowed: ({ requestId, number }) =>
        tell({
          tone: 'ok',
          glyph: 'check',
          title: t('allowedAtOnce'),
          link: { href: `/requests/${requestId}`, label: t('see', { number }) },
        }),
      tellWithdrawn: (number) => tell({ tone: 'plain', glyph: 'stopped', title: t('withdrawn', { number }) }),
    }),
    [t, locale, tell],
  );
}
