'use client';

import { PanelRight, Search } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { TerminalDetail, TerminalRow } from '../../lib/domain/terminals/view';
import type { Act } from '../frame/act';
import { useAttempt } from '../frame/use-attempt';
import { Button } from '../ui/button';
import { classNames } from '../ui/class-names';
import { useCount } from '../ui/count';
import { Dialog } from '../ui/dialog';
import { dotted } from '../ui/dots';
import { EnvironmentEdge } from '../ui/environment-edge';
import { Mark } from '../ui/mark';
import { Stepper } from '../ui/stepper';
import { AfterTheEnd, type OpenAgain } from './after-the-end';
import { ClipboardWish } from './clipboard-wish';
import { EndDialog } from './end-dialog';
import { KeyRow } from './key-row';
import { type Latches, modified } from './latched-keys';
import { LaunchSteps } from './launch-steps';
import { RequestDrawer } from './request-drawer';
import { SearchBar } from './search-bar';
import { TabBar } from './tab-bar';
import { TerminalGrid } from './terminal-grid';
import { TerminalStrip } from './terminal-strip';
import { TEXT_SIZE, textSize } from './text-size';
import { ticketOf } from './ticket-of';
import { usePinch } from './use-pinch';
import { READER_KEY, useStored } from './use-stored';
import { useTerminal } from './use-terminal';
import { useTimeNotes } from './use-time-notes';
import '@xterm/xterm/css/xterm.css';

export type TerminalActs = {
  mintTicket: Act<{ terminalId: string; purpose: 'operate' | 'watch' }, { ticket: string }>;
  end: Act<{ terminalId: string; note: string }, null>;
  openAgain: OpenAgain;
};

const FONT_KEY = 'postern.terminal.font';

/** The terminal's page: a tab bar, one strip, the grid, a status line; nothing ever covers the grid once there is a shell. */
export function TerminalView({
  terminal,
  others,
  role,
  acts,
}: {
  terminal: TerminalDetail;
  others: TerminalRow[];
  role: 'operate' | 'watch';
  acts: TerminalActs;
}) {
  const t = useTranslations('terminal');
  const count = useCount();
  const host = useRef<HTMLElement>(null);
  const [fontSize, setFontSize] = useStored<number>(FONT_KEY, TEXT_SIZE.usual, (text) => textSize(Number(text)));
  const [screenReader, setScreenReader] = useStored(READER_KEY, false, (text) => text === 'true');
  const [latches, setLatches] = useState<Latches>({ ctrl: false, alt: false });
  const [searching, setSearching] = useState(false);
  const [drawer, setDrawer] = useState(false);
  const [ending, setEnding] = useState(false);
  const { problem, attempt } = useAttempt();
  const latched = useRef(latches);
  latched.current = latches;

  const transform = useCallback((text: string) => {
    const { ctrl, alt } = latched.current;
    if (!ctrl && !alt) return text;
    setLatches({ ctrl: false, alt: false });
    return modified(text, ctrl, alt);
  }, []);
  const handle = useTerminal({
    terminalId: terminal.id,
    role,
    host,
    fontSize,
    screenReader,
    mintTicket: async (terminalId, purpose) => ticketOf(await acts.mintTicket({ terminalId, purpose })),
    transform,
  });
  const { state } = handle;
  useTimeNotes(handle);
  usePinch(host, fontSize, setFontSize);

  useEffect(() => {
    const keys = (event: KeyboardEvent) => {
      const mod = event.metaKey || event.ctrlKey;
      if (mod && event.shiftKey && event.key.toLowerCase() === 'f') {
        event.preventDefault();
        setSearching(true);
      } else if (event.altKey && !mod && /^[1-9]$/.test(event.key)) {
        const other = others[Number(event.key) - 1];
        if (other !== undefined && other.id !== terminal.id) {
          event.preventDefault();
          location.assign(`/terminals/${other.id}`);
        }
      }
    };
    addEventListener('keydown', keys, true);
    return () => removeEventListener('keydown', keys, true);
  }, [others, terminal.id]);

  const lines = state.pasteWish?.replace(/\r?\n$/, '').split(/\r?\n|\r/) ?? [];

  return (
    <div className="flex h-dvh flex-col overflow-hidden bg-canvas text-text">
      <header className="flex h-[42px] shrink-0 items-end gap-2 px-3 phone:hidden">
        <Link href="/" aria-label={t('home')} className="mb-2 rounded-tag p-1">
          <Mark size={20} />
        </Link>
        <TabBar terminals={others} current={terminal.id} />
        <span className="flex-1" />
        <div className="mb-1.5 flex items-center gap-1">
          <Button
            variant="ghost"
            size="small"
            icon={Search}
            aria-label={t('search.label')}
            onClick={() => setSearching(true)}
          />
          <Button
            variant="ghost"
            size="small"
            icon={PanelRight}
            aria-label={t('drawer')}
            aria-expanded={drawer}
            onClick={() => setDrawer(!drawer)}
          />
        </div>
      </header>
      <div
        className={classNames(
          'relative flex min-h-0 flex-1',
          terminal.environment.kind === 'production' ? 'pt-1.5 pl-1.5' : 'pt-[3px] pl-[3px]',
        )}
      >
        <EnvironmentEdge kind={terminal.environment.kind} strong side="top" />
        <EnvironmentEdge kind={terminal.environment.kind} strong />
        <main className="flex min-w-0 flex-1 flex-col">
          <TerminalStrip
            environment={terminal.environment}
            target={terminal.target.name}
            how={dotted([
              terminal.target.note,
              terminal.nodeId,
              terminal.bastionNumber === null ? null : t('bastion', { number: terminal.bastionNumber }),
              terminal.environment.region,
            ])}
            role={role}
            person={terminal.person.name}
            state={state}
            onEnd={terminal.acts.end || role === 'operate' ? () => setEnding(true) : null}
            onSearch={() => setSearching(true)}
            onRequest={() => setDrawer(true)}
            textSize={role === 'operate' ? { px: fontSize, set: setFontSize } : null}
          />
          {searching ? (
            <SearchBar
              screen={handle.screen}
              onClose={() => {
                setSearching(false);
                handle.screen()?.terminal.focus();
              }}
            />
          ) : null}
          {state.clipboardWish === null ? null : (
            <ClipboardWish length={state.clipboardWish.length} onAnswer={handle.answerClipboard} />
          )}
          <div className="relative min-h-0 flex-1 bg-term-bg">
            <TerminalGrid host={host} target={terminal.target.name} state={state} scrolls={role === 'watch'} />
            {(state.phase === 'opening' || state.failure !== null) && role === 'operate' ? (
              <LaunchSteps
                target={terminal.target.name}
                environment={terminal.environment.name}
                node={terminal.nodeId === null ? null : { command: terminal.command }}
                reused={(state.reached.agentConnected ?? Number.POSITIVE_INFINITY) < terminal.createdAt}
                startedAt={terminal.createdAt}
                reached={state.reached}
                failure={state.failure}
                typed={state.typedAhead}
                skew={state.skew}
                onStop={() => setEnding(true)}
              />
            ) : null}
          </div>
          {state.ended === null ? null : (
            <AfterTheEnd
              terminal={terminal}
              ended={state.ended}
              state={state}
              openAgain={role === 'operate' ? acts.openAgain : null}
            />
          )}
          {state.line.state === 'closed' && state.ended === null ? (
            <p role="alert" className="shrink-0 bg-bad-wash px-5 py-2 text-small text-bad">
              {t('line.gone')}{' '}
              <Link href="/" className="font-medium underline underline-offset-2">
                {t('ended.back')}
              </Link>
            </p>
          ) : null}
          {problem === null ? null : (
            <p role="alert" className="shrink-0 bg-bad-wash px-5 py-2 text-small text-bad">
              {problem}
            </p>
          )}
          {role === 'operate' && state.phase !== 'ended' ? (
            <KeyRow
              latches={latches}
              onLatches={setLatches}
              applicationCursor={() => handle.screen()?.terminal.modes.applicationCursorKeysMode ?? false}
              onKey={handle.type}
            />
          ) : null}
          <footer className="flex h-7 shrink-0 items-center gap-4 border-t border-line bg-surface px-3.5 text-fine text-text-3 phone:hidden">
            <span className="font-mono">{`${state.size.cols}×${state.size.rows}`}</span>
            <span>UTF-8</span>
            {role === 'operate' ? (
              <Stepper
                label={t('font.label')}
                value={fontSize}
                least={TEXT_SIZE.least}
                most={TEXT_SIZE.most}
                less={t('font.less')}
                more={t('font.more')}
                atLeast={t('font.least', { px: TEXT_SIZE.least })}
                atMost={t('font.most', { px: TEXT_SIZE.most })}
                onValueChange={setFontSize}
              />
            ) : null}
            <label className="inline-flex items-center gap-1.5">
              <input
                type="checkbox"
                checked={screenReader}
                onChange={(event) => setScreenReader(event.target.checked)}
                className="accent-accent"
              />
              {t('screenReader')}
            </label>
            <span className="flex-1" />
            <span>
              {state.phase === 'ended'
                ? null
                : role === 'watch'
                  ? t('watchOnly')
                  : t('closingTab', { minutes: terminal.graceMinutes })}
            </span>
          </footer>
        </main>
        {drawer ? <RequestDrawer terminal={terminal} onClose={() => setDrawer(false)} /> : null}
      </div>
      <Dialog
        open={state.pasteWish !== null}
        onOpenChange={(open) => {
          if (!open) handle.dropPaste();
        }}
        title={t('paste.title', {
          count: lines.length,
          shown: count(lines.length),
          environment: terminal.environment.name,
        })}
        description={t('paste.text', { first: (lines[0] ?? '').slice(0, 80) })}
        keep={t('paste.keep')}
        act={t('paste.act', { count: lines.length, shown: count(lines.length) })}
        danger={terminal.environment.kind === 'production'}
        onAct={handle.confirmPaste}
      />
      <EndDialog
        open={ending}
        person={terminal.person.name}
        target={terminal.target.name}
        environment={terminal.environment.name}
        own={role === 'operate'}
        onOpenChange={setEnding}
        onEnd={async (note) => {
          await attempt(() => acts.end({ terminalId: terminal.id, note }));
          setEnding(false);
        }}
      />
    </div>
  );
}
