import type { TerminalRow } from '@/lib/domain/terminals/view';
import type { GlyphName } from '../ui/glyph';
import type { Tone } from '../ui/tone';

export type Activity = {
  word: 'opening' | 'lineDown' | 'away' | 'typing' | 'idle';
  glyph: GlyphName;
  tone: Tone;
  /** Since when, where a length of time says more than the word alone. */
  since: number | null;
};

const TYPING_MS = 30_000;

type Watched = TerminalRow & { lineLostAt?: number | null };

/** What a live terminal is doing, from its row alone; a line that is down or an operator who is gone needs a look before idleness. */
export function activityOf(terminal: Watched, now: number): Activity {
  if (terminal.status === 'opening') return { word: 'opening', glyph: 'underway', tone: 'info', since: null };
  if (terminal.lineLostAt) return { word: 'lineDown', glyph: 'alert', tone: 'bad', since: terminal.lineLostAt };
  if (terminal.detachedAt !== null) {
    return { word: 'away', glyph: 'half', tone: 'wait', since: terminal.detachedAt };
  }
  const last = terminal.lastInputAt ?? terminal.openedAt ?? terminal.createdAt;
  if (now - last < TYPING_MS) return { word: 'typing', glyph: 'living', tone: 'ok', since: null };
  return { word: 'idle', glyph: 'ring', tone: 'idle', since: last };
}

/** Whether somebody should look at it: its line is down, or its operator's is. */
export function needsLook(terminal: Watched, now: number): boolean {
  const { word } = activityOf(terminal, now);
  return word === 'lineDown' || word === 'away';
}

/** Those that need a look first, a line to AWS before an operator's, then production, then the newest. */
export function byUrgency(now: number) {
  const rank = (terminal: Watched) => ({ lineDown: 0, away: 1 })[activityOf(terminal, now).word as string] ?? 2;
  const isElsewhere = (terminal: Watched) => Number(terminal.environment.kind !== 'production');
  return (one: Watched, other: Watched): number =>
    rank(one) - rank(other) || isElsewhere(one) - isElsewhere(other) || other.createdAt - one.createdAt;
}

/** A length of time as a tile has room for it: seconds only while it is under a minute. */
export function wholeMinutes(ms: number): number {
  return ms < 60_000 ? ms : Math.floor(ms / 60_000) * 60_000;
}
