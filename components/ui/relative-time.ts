import type { Locale } from './locale';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const words = {
  en: {
    now: 'now',
    past: (amount: string) => `${amount} ago`,
    future: (amount: string) => `in ${amount}`,
    minute: ' min',
    hour: ' h',
    day: ' d',
  },
  ja: {
    now: 'いま',
    past: (amount: string) => `${amount}前`,
    future: (amount: string) => `${amount}後`,
    minute: ' 分',
    hour: ' 時間',
    day: ' 日',
  },
} as const;

/**
 * How far `at` is from `now`: "now" within 45 s, then minutes, hours, days. Beyond 30 days it gives null: a date says
 * more by then.
 */
export function formatRelative(at: Date, now: Date, locale: Locale): string | null {
  const apart = now.getTime() - at.getTime();
  const size = Math.abs(apart);
  const say = words[locale];
  if (size < 45_000) return say.now;
  if (size >= 30 * dayMs) return null;
  const amount =
    size < hourMs
      ? `${Math.max(1, Math.round(size / minuteMs))}${say.minute}`
      : size < dayMs
        ? `${Math.floor(size / hourMs)}${say.hour}`
        : `${Math.floor(size / dayMs)}${say.day}`;
  return apart >= 0 ? say.past(amount) : say.future(amount);
}
