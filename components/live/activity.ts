import type { TerminalRow } from '@/lib/domain/terminals/view';
import type { GlyphName } from '../ui/glyph';
import type { Tone } from '../ui/tone';

export type Activity = {
  word: 'opening' | 'away' | 'typing' | 'idle';
  glyph: GlyphName;
  tone: Tone;
  minutes: number;
};

const TYPING_MS = 30_000;

/** What a live terminal is doing, from its row alone; a terminal nobody is attached to needs a look before an idle one. */
export function activityOf(terminal: TerminalRow, now: number): Activity {
  if (terminal.status === 'opening') return { word: 'opening', glyph: 'underway', tone: 'info', minutes: 0 };
  if (terminal.detachedAt !== null) {
    return { word: 'away', glyph: 'half', tone: 'wait', minutes: minutesSince(terminal.detachedAt, now) };
  }
  const last = terminal.lastInputAt ?? terminal.openedAt ?? terminal.createdAt;
  if (now - last < TYPING_MS) return { word: 'typing', glyph: 'living', tone: 'ok', minutes: 0 };
  return { word: 'idle', glyph: 'ring', tone: 'idle', minutes: minutesSince(last, now) };
}

function minutesSince(at: number, now: number): number {
  return Math.max(0, Math.floor((now - at) / 60_000));
}

const kindRank = { production: 0, staging: 1, development: 2, site: 2, other: 3 };

/** The one that needs a look first, then production, then the newest. */
export function byUrgency(now: number) {
  return (one: TerminalRow, other: TerminalRow): number =>
    Number(activityOf(other, now).word === 'away') - Number(activityOf(one, now).word === 'away') ||
    kindRank[one.environment.kind] - kindRank[other.environment.kind] ||
    other.createdAt - one.createdAt;
}
