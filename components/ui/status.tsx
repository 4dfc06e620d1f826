import type { ReactNode } from 'react';
import { classNames } from './class-names';
import { Door, type DoorState } from './door';
import { Glyph, type GlyphName } from './glyph';
import { type Tone, toneText, toneWash } from './tone';

type Shape = { glyph: GlyphName; door?: undefined } | { door: DoorState; glyph?: undefined };

/** Glyph, word and colour in that order of trust. `boxed` is for headers only. */
export function Status({
  tone,
  boxed = false,
  className,
  children,
  ...shape
}: Shape & { tone: Tone; boxed?: boolean; className?: string; children: ReactNode }) {
  return (
    <span
      className={classNames(
        'inline-flex min-w-0 items-center gap-1.5 align-middle text-small font-medium whitespace-nowrap',
        toneText[tone],
        boxed && ['h-[22px] rounded-key pr-2 pl-[7px]', toneWash[tone]],
        className,
      )}
    >
      {shape.glyph ? <Glyph name={shape.glyph} /> : null}
      {shape.door ? <Door state={shape.door} size={13} className="shrink-0" /> : null}
      <span className="truncate">{children}</span>
    </span>
  );
}
