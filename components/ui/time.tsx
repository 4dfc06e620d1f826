'use client';

import { useFormatter, useLocale, useNow } from 'next-intl';
import { classNames } from './class-names';
import { asLocale } from './locale';
import { formatRelative } from './relative-time';

/** How a moment is written: `relative` counts, `clock` is 15:10, `seconds` is 15:10:07, `day` is 3 Feb 2026, `planned` is 3 Feb, 15:10, `exact` is all of it with its zone. */
export type TimeStyle = 'relative' | 'clock' | 'seconds' | 'day' | 'planned' | 'exact';

/** A moment, with its exact form and zone on hover and for screen readers' details. */
export function Time({
  at,
  style = 'relative',
  className,
}: {
  at: Date | string;
  style?: TimeStyle;
  className?: string;
}) {
  const format = useFormatter();
  const locale = asLocale(useLocale());
  const now = useNow({ updateInterval: 20_000 });
  const moment = typeof at === 'string' ? new Date(at) : at;
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const day = { day: 'numeric', month: 'short', year: 'numeric' } as const;
  const exact = format.dateTime(moment, { ...day, ...clock, second: '2-digit', timeZoneName: 'short' });
  const written = {
    relative: () => formatRelative(moment, now, locale) ?? format.dateTime(moment, day),
    clock: () => format.dateTime(moment, clock),
    seconds: () => format.dateTime(moment, { ...clock, second: '2-digit' }),
    day: () => format.dateTime(moment, day),
    planned: () => format.dateTime(moment, { day: 'numeric', month: 'short', ...clock }),
    exact: () => exact,
  }[style]();
  return (
    <time
      dateTime={moment.toISOString()}
      title={exact}
      className={classNames('whitespace-nowrap', className)}
      suppressHydrationWarning
    >
      {written}
    </time>
  );
}
