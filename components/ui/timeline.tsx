import type { ReactNode } from 'react';
import { classNames } from './class-names';
import { Door, type DoorState } from './door';
import { Glyph, type GlyphName } from './glyph';
import { type Tone, toneText } from './tone';

export type TimelineStep = {
  id: string;
  tone: Tone;
  glyph?: GlyphName;
  door?: DoorState;
  title: ReactNode;
  detail?: ReactNode;
  /** The exact time, or a word such as "now". */
  at?: ReactNode;
  /** Not yet happened: drawn hollow. */
  future?: boolean;
};

/** What has happened, oldest first, with what is still to come hollow at the end. */
export function Timeline({ steps, label }: { steps: readonly TimelineStep[]; label: string }) {
  return (
    <ol aria-label={label} className="flex flex-col">
      {steps.map((step, index) => (
        <li key={step.id} className="relative flex gap-2.5 pb-4 last:pb-0">
          {index < steps.length - 1 ? (
            <span aria-hidden className="absolute top-[22px] bottom-[2px] left-[9.5px] w-px bg-line-2" />
          ) : null}
          <span
            className={classNames(
              'grid h-5 w-5 shrink-0 place-items-center',
              step.future ? 'text-text-3' : toneText[step.tone],
            )}
          >
            {step.door ? <Door state={step.door} /> : <Glyph name={step.future ? 'ring' : (step.glyph ?? 'living')} />}
          </span>
          <div className="min-w-0 flex-1">
            <div className="flex items-baseline justify-between gap-3">
              <span className={classNames('min-w-0 text-body', step.future && 'text-text-3')}>{step.title}</span>
              {step.at ? <span className="shrink-0 text-small text-text-3">{step.at}</span> : null}
            </div>
            {step.detail ? <div className="text-small text-text-3">{step.detail}</div> : null}
          </div>
        </li>
      ))}
    </ol>
  );
}
