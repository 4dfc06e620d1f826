'use client';

import { Timer } from 'lucide-react';
import { useLocale, useNow, useTranslations } from 'next-intl';
import { classNames } from '@/components/ui/class-names';
import { formatDuration } from '@/components/ui/duration';
import { iconStroke } from '@/components/ui/icon';

const minuteMs = 60_000;

/** How long an open terminal still has, in whole minutes; ochre under five, red under one. */
export function TimeLeft({ until }: { until: number }) {
  const t = useTranslations('connect');
  const locale = useLocale();
  const leftMs = until - useNow({ updateInterval: 20_000 }).getTime();
  return (
    <span
      suppressHydrationWarning
      className={classNames(
        'inline-flex items-center gap-1.5 text-small whitespace-nowrap',
        leftMs < minuteMs ? 'text-bad' : leftMs < 5 * minuteMs ? 'text-wait' : 'text-text-2',
      )}
    >
      <Timer size={14} strokeWidth={iconStroke} aria-hidden />
      {t('left', { duration: formatDuration(Math.ceil(leftMs / minuteMs) * minuteMs, locale) })}
    </span>
  );
}
