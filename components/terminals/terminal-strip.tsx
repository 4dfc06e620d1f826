'use client';

import { AArrowDown, AArrowUp, ArrowLeft, Ellipsis, PanelRight, Search, Square } from 'lucide-react';
import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { EnvironmentView } from '../../lib/domain/targets/view';
import { Avatar } from '../ui/avatar';
import { Button } from '../ui/button';
import { classNames } from '../ui/class-names';
import { EnvironmentTag } from '../ui/environment-tag';
import { Glyph } from '../ui/glyph';
import { iconStroke } from '../ui/icon';
import { Menu, MenuItem } from '../ui/menu';
import { Status } from '../ui/status';
import type { TerminalState } from './terminal-state';
import { TEXT_SIZE } from './text-size';
import { TOLD_AT } from './time-note';

/**
 * The one strip of chrome over the grid: where am I, am I recorded or watched, is the line good, how long have I got.
 * A phone shows it in two lines, with the way back and a menu for what the tab bar holds elsewhere.
 */
export function TerminalStrip({
  environment,
  target,
  how,
  role,
  person,
  state,
  onEnd,
  onSearch,
  onRequest,
  textSize,
}: {
  environment: EnvironmentView;
  target: string;
  how: string;
  role: 'operate' | 'watch';
  person: string;
  state: TerminalState;
  onEnd: (() => void) | null;
  onSearch: () => void;
  onRequest: () => void;
  /** Null where it is not the reader's to choose. */
  textSize: { px: number; set: (px: number) => void } | null;
}) {
  const t = useTranslations('terminal');
  const over = state.phase === 'ended';
  return (
    <div className="flex h-(--h-strip) shrink-0 items-center gap-3 border-b border-line bg-surface pr-3 pl-3.5 text-small phone:h-auto phone:flex-wrap phone:gap-x-2.5 phone:gap-y-0 phone:px-2 phone:pb-2">
      <Link
        href={role === 'watch' ? '/live' : '/'}
        aria-label={t('leave')}
        className="hidden size-11 shrink-0 items-center justify-center rounded-ctl text-text-2 phone:inline-flex"
      >
        <ArrowLeft size={18} strokeWidth={iconStroke} aria-hidden />
      </Link>
      <EnvironmentTag kind={environment.kind} className="phone:order-1">
        {environment.name}
      </EnvironmentTag>
      <h1 className="max-w-72 min-w-0 truncate text-body font-semibold" title={target}>
        {target}
      </h1>
      <span className="min-w-0 truncate text-text-3 phone:hidden" title={how}>
        {how}
      </span>
      <span className="flex-1 phone:order-2" />
      <StripNotice state={state} role={role} />
      <span aria-hidden className="hidden h-0 basis-full phone:order-4 phone:block" />
      {over ? (
        <Status glyph="stopped" tone="idle" className="phone:order-3">
          {t('strip.over')}
        </Status>
      ) : (
        <span className="inline-flex shrink-0 items-center gap-1.5 whitespace-nowrap text-text-2 phone:order-5 phone:pl-2">
          <Glyph name="recorded" className={state.recordingSafe ? 'text-bad' : 'text-wait'} />
          {t(
            state.recordingSafe
              ? state.phase === 'opening'
                ? 'strip.willBeRecorded'
                : 'strip.recorded'
              : 'strip.unsafe',
          )}
        </span>
      )}
      {over ? null : role === 'watch' ? (
        <span className="min-w-0 truncate text-ok phone:order-5">{t('strip.youWatch', { person })}</span>
      ) : (
        state.watchers.slice(0, 2).map((name) => (
          <span
            key={name}
            title={name}
            className="inline-flex min-w-0 items-center gap-1.5 whitespace-nowrap text-text-2 phone:order-5"
          >
            <Avatar name={name} />
            <span className="truncate">{t('strip.watches', { name: name.split(' ')[0] ?? name })}</span>
          </span>
        ))
      )}
      {over ? null : <RoundTrip ms={state.line.state === 'open' ? state.roundTripMs : null} />}
      {state.endsAt === null || over ? null : <TimeLeft endsAt={state.endsAt} skew={state.skew} />}
      {onEnd === null || over ? null : (
        <Button
          size="small"
          variant={role === 'watch' ? 'danger' : 'secondary'}
          className="phone:hidden"
          onClick={onEnd}
        >
          {t('strip.end')}
        </Button>
      )}
      <span className="hidden phone:order-3 phone:inline-flex">
        <Menu
          label={t('strip.more')}
          align="end"
          trigger={<Button variant="ghost" icon={Ellipsis} aria-label={t('strip.more')} />}
        >
          <MenuItem icon={Search} onSelect={onSearch}>
            {t('search.label')}
          </MenuItem>
          <MenuItem icon={PanelRight} onSelect={onRequest}>
            {t('drawer')}
          </MenuItem>
          {/* For whom two fingers are not to hand. */}
          {textSize === null ? null : (
            <>
              <MenuItem
                icon={AArrowUp}
                disabled={textSize.px >= TEXT_SIZE.most}
                onSelect={() => textSize.set(textSize.px + 1)}
              >
                {t('font.more')}
              </MenuItem>
              <MenuItem
                icon={AArrowDown}
                disabled={textSize.px <= TEXT_SIZE.least}
                onSelect={() => textSize.set(textSize.px - 1)}
              >
                {t('font.less')}
              </MenuItem>
            </>
          )}
          {onEnd === null || over ? null : (
            <MenuItem icon={Square} danger onSelect={onEnd}>
              {t('strip.end')}
            </MenuItem>
          )}
        </Menu>
      </span>
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
    <span
      role="status"
      title={sentence?.text}
      className={classNames(
        'min-w-0 truncate font-medium phone:order-last phone:w-full phone:px-2 phone:whitespace-normal',
        sentence !== null && 'phone:pt-1.5',
        sentence?.tone,
      )}
    >
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
      className={classNames(
        'inline-flex min-w-[62px] shrink-0 items-center justify-end gap-1.5 whitespace-nowrap phone:order-5 phone:ml-auto phone:pr-2',
        tone,
      )}
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

const EXACT = {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
} as const;

function TimeLeft({ endsAt, skew }: { endsAt: number; skew: number }) {
  const t = useTranslations('terminal');
  const format = useFormatter();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const left = Math.max(0, Math.ceil((endsAt - now - skew) / 1000));
  return (
    <span
      className="inline-flex min-w-[74px] shrink-0 items-baseline justify-end gap-1 whitespace-nowrap text-text-3 phone:order-3"
      title={format.dateTime(new Date(endsAt), EXACT)}
      suppressHydrationWarning
    >
      {t.rich('strip.timeLeft', {
        clock: () => (
          <b
            className={classNames(
              'text-body',
              left <= TOLD_AT.last ? 'text-bad' : left <= TOLD_AT.soon ? 'text-wait' : 'text-text phone:text-lead',
            )}
            suppressHydrationWarning
          >
            {clock(left)}
          </b>
        ),
      })}
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
