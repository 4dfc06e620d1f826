'use client';

import { useFormatter, useNow } from 'next-intl';
import { useCallback } from 'react';

const dayMs = 24 * 3_600_000;

/** Writes a moment inside a sentence: 15:10 while it is less than a day away, else 3 Feb, 15:10. */
export function useShortMoment(): (at: number) => string {
  const format = useFormatter();
  const now = useNow().getTime();
  return useCallback(
    (at) => {
      const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
      const isNear = Math.abs(at - now) < dayMs;
      return format.dateTime(new Date(at), isNear ? clock : { day: 'numeric', month: 'short', ...clock });
    },
    [format, now],
  );
}
