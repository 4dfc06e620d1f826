'use client';

import { useNow } from 'next-intl';
import { classNames } from './class-names';
import { formatClock } from './duration';

const minuteMs = 60_000;

/** Time left until `until` as a clock, each second; ochre under five minutes, red under one. */
export function Countdown({ until, className }: { until: Date | string; className?: string }) {
  const now = useNow({ updateInterval: 1000 });
  const end = typeof until === 'string' ? new Date(until) : until;
  const leftMs = end.getTime() - now.getTime();
  return (
    <time
      dateTime={end.toISOString()}
      suppressHydrationWarning
      className={classNames(
        'font-semibold whitespace-nowrap',
        leftMs < minuteMs ? 'text-bad' : leftMs < 5 * minuteMs ? 'text-wait' : undefined,
        className,
      )}
    >
      {formatClock(leftMs)}
    </time>
  );
}
