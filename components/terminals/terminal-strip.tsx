'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { EnvironmentView } from '../../lib/domain/targets/view';
import { Avatar } from '../ui/avatar';
import { Button } from '../ui/button';
import { classNames } from '../ui/class-names';
import { EnvironmentTag } from '../ui/environment-tag';
import { Glyph } from '../ui/glyph';
import type { TerminalState } from './terminal-state';

/** The one strip of chrome over the grid: where am I, am I recorded or watched, is the line good, how long have I got. */
export function TerminalStrip({
  environment,
  target,
  how,
  role,
  person,
  state,
  onEnd,
}: {
  environment: EnvironmentView;
  target: string;
  how: string;
  role: 'operate' | 'watch';
  person: string;
  state: TerminalState;
  onEnd: (() => void) | null;
}) {
  const t = useTranslations('terminal');
  return (
    <div className="flex h-(--h-strip) shrink-0 items-center gap-3 border-b border-line bg-surface px-3.5 text-small phone:h-auto phone:flex-wrap phone:gap-y-1 phone:py-1.5">
      <EnvironmentTag kind={environment.kind}>{environment.name}</EnvironmentTag>
      <h1 className="truncate text-body font-semibold">{target}</h1>
      <span className="min-w-0 truncate text-text-3 phone:hidden">{how}</span>
      <span className="flex-1" />
      <StripNotice state={state} role={role} />
      <span className="inline-flex items-center gap-1.5 whitespace-nowrap text-text-2">
        <Glyph name="recorded" className={state.recordingSafe ? 'text-bad' : 'text-wait'} />
        {t(
          state.recordingSafe
            ? state.phase === 'opening'
              ? 'strip.willBeRecorded'
              : 'strip.recorded'
            : 'strip.unsafe',
        )}
      </span>
      {state.phase === 'ended' ? null : role === 'watch' ? (
        <span className="text-ok">{t('strip.youWatch', { person })}</span>
      ) : (
        state.watchers.slice(0, 2).map((name) => (
          <span key={name} className="inline-flex items-center gap-1.5 whitespace-nowrap text-text-2 phone:hidden">
            <Avatar name={name} />
            {t('strip.watches', { name: name.split(' ')[0] ?? name })}
          </span>
        ))
      )}
      {state.phase === 'ended' ? null : <RoundTrip ms={state.line.state === 'open' ? state.roundTripMs : null} />}
      {state.endsAt === null ? null : <TimeLeft endsAt={state.endsAt} skew={state.skew} />}
      {onEnd === null || state.phase === 'ended' ? null : (
        <Button size="small" variant={role === 'watch' ? 'danger' : 'secondary'} onClick={onEnd}>
          {t('strip.end')}
        </Button>
      )}
    </div>
  );
}

/** The quiet sentence about the line; it takes the place a toast would steal from the grid. */
function StripNotice({ state, role }: { state: TerminalState; role: 'operate' | 'watch' }) {
  const t = useTranslations('terminal');
  const [now, setNow] = useState(0);
  const lost = state.line.state === 'lost' ? state.line.since : null;
  const [back, setBack] = useState<number | null>(null);
  const [wasLost, setWasLost] = useState<number | null>(null);
  useEffect(() => {
    if (lost === null) return;
    setWasLost(lost);
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [lost]);
  useEffect(() => {
    if (state.line.state !== 'open' || wasLost === null) return;
    setBack(Math.max(1, Math.round((Date.now() - wasLost) / 1000)));
    setWasLost(null);
    const timer = setTimeout(() => setBack(null), 6000);
    return () => clearTimeout(timer);
  }, [state.line.state, wasLost]);

  const sentence = (() => {
    if (state.phase === 'ended') return null;
    if (lost !== null) {
      const seconds = Math.max(0, Math.round((now - lost) / 1000));
      return { tone: 'text-wait', text: t(role === 'watch' ? 'line.lostWatching' : 'line.lost', { seconds }) };
    }
    if (!state.agentLineUp) return { tone: 'text-wait', text: t('line.agentLost') };
    if (!state.recordingSafe) return { tone: 'text-wait', text: t('line.unsafe') };
    if (back !== null) {
      const dropped = state.droppedBytes;
      return {
        tone: 'text-ok',
        text: dropped > 0 ? t('line.backDropped', { seconds: back }) : t('line.back', { seconds: back }),
      };
    }
    return null;
  })();
  return (
    <span role="status" className={classNames('truncate font-medium phone:order-last phone:w-full', sentence?.tone)}>
      {sentence?.text}
    </span>
  );
}

function RoundTrip({ ms }: { ms: number | null }) {
  const t = useTranslations('terminal');
  const tone = ms === null ? 'text-text-3' : ms <= 80 ? 'text-ok' : ms <= 200 ? 'text-wait' : 'text-bad';
  const lit = ms === null ? 0 : ms <= 80 ? 4 : ms <= 200 ? 3 : ms <= 500 ? 2 : 1;
  return (
    <span
      className={classNames('inline-flex min-w-[62px] items-center justify-end gap-1.5 whitespace-nowrap', tone)}
      title={t('strip.roundTrip')}
    >
      <svg width="14" height="12" viewBox="0 0 14 12" aria-hidden="true" fill="currentColor">
        {[3, 6, 9, 12].map((height, index) => (
          <rect
            key={height}
            x={index * 3.7}
            y={12 - height}
            width="2.4"
            height={height}
            opacity={index < lit ? 1 : 0.3}
          />
        ))}
      </svg>
      <span className="sr-only">{t('strip.roundTrip')}</span>
      {ms === null ? '–' : t('strip.ms', { ms })}
    </span>
  );
}

function TimeLeft({ endsAt, skew }: { endsAt: number; skew: number }) {
  const t = useTranslations('terminal');
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const left = Math.max(0, Math.ceil((endsAt - now - skew) / 1000));
  return (
    <span
      className="inline-flex min-w-[74px] items-baseline justify-end gap-1.5 whitespace-nowrap"
      title={new Date(endsAt - skew).toLocaleString()}
      suppressHydrationWarning
    >
      <b
        className={classNames('text-body', left < 60 ? 'text-bad' : left < 300 ? 'text-wait' : undefined)}
        suppressHydrationWarning
      >
        {clock(left)}
      </b>
      <span className="text-text-3">{t('strip.left')}</span>
    </span>
  );
}

/** Seconds as 38:12 or 1:24:50. */
export function clock(seconds: number): string {
  const pad = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${pad(Math.floor((seconds % 3600) / 60))}:${pad(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}
