'use client';

import { useTranslations } from 'next-intl';
import { useRef } from 'react';
import { clock } from '../terminals/terminal-strip';
import { classNames } from '../ui/class-names';
import { Glyph, type GlyphName } from '../ui/glyph';

export type ScrubberMark = { at: number; kind: string; glyph: GlyphName; label: string };

/** Where in the recording one is: bars of how much was written, marks above them, one slider for pointer and keys. */
export function Scrubber({
  at,
  total,
  bars,
  marks,
  hits,
  gaps,
  onSeek,
}: {
  at: number;
  total: number;
  bars: readonly number[];
  marks: readonly ScrubberMark[];
  hits: readonly number[];
  gaps: readonly { at: number; seconds: number }[];
  onSeek: (seconds: number) => void;
}) {
  const t = useTranslations('recordings');
  const track = useRef<HTMLDivElement>(null);
  const percent = (seconds: number) => `${total === 0 ? 0 : Math.min(100, (seconds / total) * 100)}%`;
  return (
    <div ref={track} className="relative h-14 w-full shrink-0">
      {marks.map((mark) => (
        <button
          key={`${mark.at}-${mark.label}`}
          type="button"
          title={mark.label}
          aria-label={t('goTo', { what: mark.label, time: clock(Math.floor(mark.at)) })}
          onClick={() => onSeek(mark.at)}
          className="absolute top-0 z-2 -ml-3 inline-flex size-6 items-center justify-center text-text-3 hover:text-text"
          style={{ left: percent(mark.at) }}
        >
          <Glyph name={mark.glyph} size={10} />
        </button>
      ))}
      <div aria-hidden className="absolute inset-x-0 bottom-2.5 flex h-7 items-end gap-px">
        {bars.map((bar, index) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
            key={index}
            className={classNames(
              'flex-1 rounded-[1px]',
              index / bars.length <= (total === 0 ? 0 : at / total) ? 'bg-accent/70' : 'bg-line-2',
            )}
            style={{ height: `${Math.max(bar > 0 ? 8 : 0, bar * 100)}%` }}
          />
        ))}
      </div>
      {hits.map((hit, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two hits may share a moment
        <span key={index} aria-hidden className="absolute bottom-2.5 h-8 w-0.5 bg-hit" style={{ left: percent(hit) }} />
      ))}
      {gaps.map((gap) => (
        <span
          key={gap.at}
          aria-hidden
          title={t('idleSkipped', { seconds: Math.round(gap.seconds) })}
          className="absolute bottom-2.5 h-5 border-l border-dashed border-text-3"
          style={{ left: percent(gap.at) }}
        />
      ))}
      <div aria-hidden className="absolute inset-x-0 bottom-1 h-0.5 rounded-full bg-line-2">
        <div className="h-full rounded-full bg-accent" style={{ width: percent(at) }} />
      </div>
      <span
        aria-hidden
        className="absolute bottom-[-1px] -ml-1.5 size-3 rounded-full bg-text"
        style={{ left: percent(at) }}
      />
      <input
        type="range"
        aria-label={t('position')}
        aria-valuetext={t('positionOf', { at: clock(Math.floor(at)), total: clock(Math.ceil(total)) })}
        min={0}
        max={Math.max(0.1, total)}
        step={0.1}
        value={Math.min(at, total)}
        onChange={(event) => onSeek(Number(event.target.value))}
        className="absolute inset-x-0 bottom-0 z-1 h-9 w-full cursor-pointer opacity-0"
      />
    </div>
  );
}
