import type { Locale } from './locale';

const units: Record<Locale, { day: string; hour: string; minute: string; second: string }> = {
  en: { day: ' d', hour: ' h', minute: ' min', second: ' s' },
  ja: { day: ' 日', hour: ' 時間', minute: ' 分', second: ' 秒' },
};

/** A length of time in at most two units: "2 h 10 min", "38 min", "9 s". Never negative; rounds down. */
export function formatDuration(ms: number, locale: Locale): string {
  const unit = units[locale];
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  const two = (big: number, bigUnit: string, small: number, smallUnit: string) =>
    small > 0 ? `${big}${bigUnit} ${small}${smallUnit}` : `${big}${bigUnit}`;
  if (days > 0) return two(days, unit.day, hours % 24, unit.hour);
  if (hours > 0) return two(hours, unit.hour, minutes % 60, unit.minute);
  if (minutes >= 10 || (minutes > 0 && seconds % 60 === 0)) return `${minutes}${unit.minute}`;
  if (minutes > 0) return two(minutes, unit.minute, seconds % 60, unit.second);
  return `${seconds}${unit.second}`;
}

/** A clock reading of what is left: "38:12", "1:24:50", "0:07". Never negative; rounds up, so that 0:00 means over. */
export function formatClock(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
