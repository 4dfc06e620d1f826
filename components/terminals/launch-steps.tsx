'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { LaunchStep } from '../../lib/terminal-wire/messages';
import { Button } from '../ui/button';
import { classNames } from '../ui/class-names';
import { Glyph } from '../ui/glyph';
import type { LaunchFailure } from './terminal-state';

const BASTION_STEPS: readonly LaunchStep[] = [
  'ticket',
  'placed',
  'networkAttached',
  'imagePulled',
  'agentConnected',
  'channelOpened',
  'firstOutput',
];

/** Session Manager reaches a machine by itself: nothing is launched for it. */
const NODE_STEPS: readonly LaunchStep[] = ['ticket', 'nodeConnected', 'channelOpened', 'firstOutput'];

const USUAL_SECONDS = { bastion: 25, node: 3 };
/** A node that is up answers well within this. */
const SLOW_NODE_MS = 3_000;

/** A bar's place on the common time line, in percent; what runs now grows until the next step ends it. */
function span(from: number, to: number, total: number) {
  return { left: `${(from / total) * 100}%`, width: `${Math.max(0.7, ((to - from) / total) * 100)}%` };
}

/**
 * The way to the shell as a small Gantt: each step with its seconds, the one under way growing, a failed one with its cause.
 * Times are epoch milliseconds by the server's clock; `skew` is server minus browser.
 */
export function LaunchSteps({
  target,
  environment,
  node,
  reused,
  startedAt,
  reached,
  failure,
  typed,
  skew,
  onStop,
}: {
  target: string;
  environment: string;
  /** The managed node that is entered, with the one command it runs if it is not a shell; null for what is behind a bastion. */
  node: { command: string | null } | null;
  reused: boolean;
  startedAt: number;
  reached: Partial<Record<LaunchStep, number>>;
  failure: LaunchFailure | null;
  typed: string;
  skew: number;
  onStop: () => void;
}) {
  const t = useTranslations('terminal');
  const f = useTranslations('failures');
  const [now, setNow] = useState(startedAt);
  const failed = failure !== null;
  useEffect(() => {
    if (failed) return;
    const timer = setInterval(() => setNow(Date.now() + skew), 100);
    return () => clearInterval(timer);
  }, [failed, skew]);

  const steps = node === null ? BASTION_STEPS : NODE_STEPS;
  const expectedSeconds = USUAL_SECONDS[node === null ? 'bastion' : 'node'];
  const elapsed = Math.max(0, now - startedAt);
  const total = Math.max(elapsed, expectedSeconds * 1000, 1000);
  // A step that was never announced by itself counts as reached when a later one was.
  const ends: (number | undefined)[] = steps.map((_, index) =>
    steps.slice(index).reduce<number | undefined>((found, later) => found ?? reached[later], undefined),
  );
  const current = ends.indexOf(undefined);
  const isSlowNode =
    !failed && steps[current] === 'nodeConnected' && now - (ends[current - 1] ?? startedAt) > SLOW_NODE_MS;
  const sentence = isSlowNode
    ? 'launch.slowNode'
    : node === null
      ? reused
        ? 'launch.reused'
        : 'launch.starting'
      : node.command === null
        ? 'launch.onNode'
        : 'launch.commandOnNode';
  const firstOutput = node?.command ? 'commandOutput' : 'firstOutput';

  return (
    <section
      aria-live="polite"
      aria-label={t('launch.label', { target })}
      className="absolute inset-0 z-10 overflow-y-auto bg-term-bg"
    >
      <div className="mx-auto flex w-full max-w-[700px] flex-col px-5 pt-[12vh] pb-10 phone:pt-8">
        <h1 className="text-title font-semibold">{t('launch.title', { target })}</h1>
        <div className="mt-1 flex items-baseline justify-between gap-4">
          <p className="text-body text-text-2">{t(sentence, { environment })}</p>
          {failed ? null : (
            <p className="font-mono text-body whitespace-nowrap" aria-hidden>
              <b>{t('seconds', { seconds: (elapsed / 1000).toFixed(1) })}</b>{' '}
              {isSlowNode ? null : (
                <span className="text-text-3">{t('launch.about', { seconds: expectedSeconds })}</span>
              )}
            </p>
          )}
        </div>
        <ol className="mt-7 flex flex-col gap-3">
          {steps.map((step, index) => {
            const name = step === 'firstOutput' ? firstOutput : step;
            const end = ends[index];
            const here = index === current;
            const broken = here && failed;
            // What a reused bastion went through before this terminal was asked for is no part of its time line.
            const wasUp = end !== undefined && end < startedAt;
            const from = Math.max(startedAt, (index === 0 ? undefined : ends[index - 1]) ?? startedAt);
            const to = Math.max(from, end ?? (here ? now : from));
            return (
              <li key={step} className="grid h-5 grid-cols-[12px_minmax(120px,200px)_1fr_60px] items-center gap-3">
                <Glyph
                  name={broken ? 'alert' : end !== undefined ? 'check' : here ? 'underway' : 'ring'}
                  className={broken ? 'text-bad' : end !== undefined || here ? 'text-ok' : 'text-text-3'}
                />
                <span
                  className={classNames(
                    'truncate text-body',
                    here ? 'font-semibold' : end === undefined && 'text-text-3',
                    broken && 'text-bad',
                  )}
                >
                  {t(here && !broken ? `launch.underway.${name}` : `launch.step.${name}`)}
                </span>
                <span className="relative h-1 rounded-full bg-active" aria-hidden>
                  {(end !== undefined && !wasUp) || here ? (
                    <span
                      className={classNames(
                        'absolute inset-y-0 rounded-full',
                        broken ? 'bg-bad' : here ? 'bg-accent' : 'bg-text-3',
                      )}
                      style={span(from - startedAt, to - startedAt, total)}
                    />
                  ) : null}
                </span>
                <span
                  className={classNames(
                    'text-right font-mono text-mono whitespace-nowrap',
                    here ? 'font-bold' : wasUp ? 'text-text-3' : 'text-text-2',
                  )}
                >
                  {wasUp
                    ? t('launch.wasUp')
                    : end !== undefined || here
                      ? t('seconds', { seconds: ((to - from) / 1000).toFixed(1) })
                      : '–'}
                </span>
              </li>
            );
          })}
        </ol>
        {failure ? (
          <div role="alert" className="mt-7 rounded-card border border-line bg-bad-wash p-4">
            <p className="flex items-center gap-2 text-lead font-semibold text-bad">
              <Glyph name="alert" />
              {f(`cause.${failure.cause}`)}
            </p>
            <p className="mt-1.5 text-body">{f(`check.${failure.check}`)}</p>
            <p className="mt-3 font-mono text-mono break-words text-text-2">
              {failure.code}
              {failure.text === '' ? '' : `: ${failure.text}`}
            </p>
          </div>
        ) : (
          <div className="mt-7 flex items-center justify-between gap-3 border-t border-line pt-4">
            <p className="text-small text-text-3">{t(node?.command ? 'launch.byItself' : 'launch.typeAhead')}</p>
            <Button size="small" onClick={onStop}>
              {t('launch.stop')}
            </Button>
          </div>
        )}
        {typed === '' ? null : (
          <p className="mt-5 font-mono text-[13px]/[18px] break-all whitespace-pre-wrap">
            <span className="text-text-3">$ </span>
            {typed}
            <span className="inline-block h-[15px] w-[7px] translate-y-[2px] bg-accent" aria-hidden />
          </p>
        )}
      </div>
    </section>
  );
}
