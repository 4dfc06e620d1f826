'use client';

import { Eye, Maximize2, X } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import type { LiveRow } from '@/lib/domain/terminals/view';
import type { Act } from '../frame/act';
import { TerminalGrid } from '../terminals/terminal-grid';
import { ticketOf } from '../terminals/ticket-of';
import { READER_KEY, useStored } from '../terminals/use-stored';
import { useTerminal } from '../terminals/use-terminal';
import { Button } from '../ui/button';
import { classNames } from '../ui/class-names';
import { Countdown } from '../ui/countdown';
import { EnvironmentEdge } from '../ui/environment-edge';
import { EnvironmentTag } from '../ui/environment-tag';
import { Glyph } from '../ui/glyph';
import { iconStroke } from '../ui/icon';
import { Time } from '../ui/time';
import '@xterm/xterm/css/xterm.css';

const asTyped = (text: string) => text;

/** The chosen terminal as it is, to be watched and not typed into; its operator is told who watches. */
export function WatchedPane({
  terminal,
  mintTicket,
  onEnd,
  onClose,
}: {
  terminal: LiveRow;
  mintTicket: Act<{ terminalId: string; purpose: 'operate' | 'watch' }, { ticket: string }>;
  onEnd: (() => void) | null;
  onClose: () => void;
}) {
  const t = useTranslations('live');
  const words = useTranslations('terminal');
  const pane = useRef<HTMLElement>(null);
  const host = useRef<HTMLElement>(null);
  const [screenReader] = useStored(READER_KEY, false, (text) => text === 'true');
  const { state } = useTerminal({
    terminalId: terminal.id,
    role: 'watch',
    host,
    fontSize: 13,
    screenReader,
    follows: true,
    mintTicket: async (terminalId, purpose) => ticketOf(await mintTicket({ terminalId, purpose })),
    transform: asTyped,
  });
  useEffect(() => {
    // Newer browsers answer with a promise, which is nothing to clean up with.
    void pane.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const { ended } = state;
  const trouble =
    state.line.state === 'closed' && ended === null
      ? words('line.gone')
      : state.line.state === 'lost'
        ? t('paneLost')
        : state.agentLineUp
          ? null
          : words('line.agentLost');
  return (
    <section
      ref={pane}
      aria-label={t('pane', { person: terminal.person.name, target: terminal.target.name })}
      className={classNames(
        'relative flex min-h-[420px] flex-1 flex-col overflow-hidden rounded-card border border-line bg-raised shadow-card',
        terminal.environment.kind === 'production' ? 'pl-[5px]' : 'pl-[3px]',
      )}
    >
      <EnvironmentEdge kind={terminal.environment.kind} />
      <header className="flex min-h-11 shrink-0 items-center gap-3 border-b border-line py-1.5 pr-2 pl-4">
        <EnvironmentTag kind={terminal.environment.kind}>{terminal.environment.name}</EnvironmentTag>
        <h2 className="min-w-24 truncate font-semibold" title={terminal.target.name}>
          {terminal.target.name}
        </h2>
        <span className="shrink-0 text-text-2">{terminal.person.name}</span>
        <span className="min-w-0 truncate text-small text-text-3 max-lg:hidden">
          <Link href={`/requests/${terminal.requestId}`} className="hover:text-text hover:underline">
            R-{terminal.requestNumber}
          </Link>
          {terminal.target.kind === 'node' ? (
            <span className="dot-apart font-mono text-mono">{terminal.target.address}</span>
          ) : null}
          {terminal.ticket === null ? null : <span className="dot-apart">{terminal.ticket}</span>}
          <span className="dot-apart">
            {t.rich('since', {
              time: () => <Time at={new Date(terminal.openedAt ?? terminal.createdAt)} style="clock" />,
            })}
          </span>
          {state.endsAt === null || ended !== null ? null : (
            <span className="dot-apart">
              {t.rich('left', { clock: () => <Countdown until={new Date(state.endsAt ?? 0)} /> })}
            </span>
          )}
        </span>
        <span className="flex-1" />
        {ended === null && state.phase === 'live' ? (
          <span
            className="inline-flex min-w-0 items-center gap-1.5 text-small text-accent-text"
            title={words('strip.youWatch', { person: terminal.person.name })}
          >
            <Eye size={14} strokeWidth={iconStroke} className="shrink-0" aria-hidden />
            <span className="truncate">{words('strip.youWatch', { person: terminal.person.name })}</span>
          </span>
        ) : null}
        {onEnd === null || ended !== null ? null : (
          <Button size="small" variant="danger" keyHint="e" onClick={onEnd}>
            {t('end')}
          </Button>
        )}
        <Button size="small" variant="ghost" asChild>
          <Link href={`/terminals/${terminal.id}?watch`} aria-label={t('fullPage')}>
            <Maximize2 size={14} strokeWidth={iconStroke} aria-hidden />
          </Link>
        </Button>
        <Button size="small" variant="ghost" icon={X} aria-label={t('stopWatching')} onClick={onClose} />
      </header>
      <p className="shrink-0 truncate border-b border-line px-4 py-1.5 text-small text-text-2" title={terminal.reason}>
        <span className="text-text-3">{t('why')}</span> {terminal.reason}
      </p>
      <div className="relative min-h-0 flex-1 bg-term-bg">
        <TerminalGrid host={host} target={terminal.target.name} state={state} scrolls />
      </div>
      {ended === null ? (
        <p
          role="status"
          className={classNames(
            'shrink-0 text-small',
            trouble === null ? 'sr-only' : 'border-t border-line bg-wait-wash px-4 py-2 text-wait',
          )}
        >
          {trouble}
        </p>
      ) : (
        <p
          role="status"
          aria-label={words('ended.label')}
          className="flex shrink-0 items-center gap-2 border-t border-line px-4 py-2.5 text-small"
        >
          <Glyph name="stopped" className="text-idle" />
          <span className="min-w-0 truncate">
            {ended.by === null ? t('over') : t('overBy', { by: ended.by })}
            {ended.note ? <q className="ml-2 text-text-2">{ended.note}</q> : null}
          </span>
          <Link
            href={`/recordings/${terminal.id}`}
            className="ml-auto shrink-0 text-accent-text underline underline-offset-2"
          >
            {t('read')}
          </Link>
        </p>
      )}
    </section>
  );
}
