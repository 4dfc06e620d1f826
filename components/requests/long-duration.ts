'use client';

import { useTranslations } from 'next-intl';
import { useCallback } from 'react';

/** Writes a number of minutes out in words, as a sentence has it: "1 hour", "1 hour 30 minutes", "45 minutes". */
export function useLongDuration(): (minutes: number) => string {
  const t = useTranslations('requests.long');
  return useCallback(
    (total) => {
      const hours = Math.floor(total / 60);
      const minutes = total % 60;
      if (hours === 0) return t('minutes', { minutes });
      return minutes === 0 ? t('hours', { hours }) : t('both', { hours, minutes });
    },
    [t],
  );
}
