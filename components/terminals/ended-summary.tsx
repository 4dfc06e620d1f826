'use client';

import { useTranslations } from 'next-intl';
import { useCallback, useState } from 'react';
import type { TerminalEndReason } from '../../lib/domain/terminals/terminal';
import type { TerminalDetail } from '../../lib/domain/terminals/view';
import { useArmed } from '../frame/use-armed';
import { Button } from '../ui/button';
import { Glyph } from '../ui/glyph';
import { endedText, wasCommand } from './ended-text';
import type { Ended } from './terminal-state';

/** Ends that nobody asked for. */
const FAULTS: ReadonlySet<string> = new Set([
  'bastionFailed',
  'lineLost',
  'resumeRefused',
  'recorderFailed',
  'protocolBroken',
  'agentRefused',
]);

/** Ends of the line rather than of the shell: the person was at work, and wants to know what became of it. */
const CUT_OFF: ReadonlySet<string> = new Set(['lineLost', 'resumeRefused']);

/** What happened, what is safe, what to do next: takes the strip's place at the foot, and leaves the last screen readable. */
export function EndedSummary({
  ended,
  terminal,
  seconds,
  hadShell,
  recordingHref,
  onAgain,
  askHref,
}: {
  ended: Ended;
  terminal: Pick<TerminalDetail, 'command' | 'nodeId' | 'requestNumber' | 'bastionIdleMinutes'>;
  seconds: number | null;
  /** False when it ended before its first prompt: there is nothing to play then. */
  hadShell: boolean;
  recordingHref: string | null;
  /** Opens another one; null for whoever may not. */
  onAgain: (() => void) | null;
  /** Where to ask for access that is over; null while it is not, and for whoever only watched. */
  askHref: string | null;
}) {
  const t = useTranslations('terminal');
  const { command, nodeId, requestNumber, bastionIdleMinutes } = terminal;
  const isCommand = wasCommand({ command, exitCode: ended.exitCode });
  const good = ended.reason === 'exited' && (ended.exitCode === null || ended.exitCode === 0);
  const broke = FAULTS.has(ended.reason);
  const wasCutOff = CUT_OFF.has(ended.reason);
  const recorded = hadShell && ended.reason !== 'bastionFailed';
  return (
    <section
      role="status"
      aria-label={t('ended.label')}
      className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-2 border-t border-line bg-surface px-5 py-3.5"
    >
      <Glyph
        name={broke ? 'alert' : good ? 'check' : 'stopped'}
        className={broke ? 'text-bad' : good ? 'text-ok' : 'text-idle'}
      />
      <div className="min-w-0 flex-1 phone:min-w-64">
        <p className="text-lead font-semibold">
          {t(endedText(ended.reason as TerminalEndReason, { isOnNode: nodeId !== null, isCommand }), {
            by: ended.by ?? '',
          })}
        </p>
        {ended.isShellGone && !wasCutOff ? null : (
          <p className="text-small text-text-2">
            {!ended.isShellGone
              ? t('ended.perhapsAlive')
              : nodeId === null
                ? t('ended.stopped', { minutes: bastionIdleMinutes })
                : t('ended.stoppedOnNode')}
          </p>
        )}
        <p className="text-small text-text-2">
          {ended.note === null || ended.note === '' ? null : <q className="mr-2">{ended.note}</q>}
          {ended.exitCode === null ? null : (
            <span className="mr-2">{t('ended.exitCode', { code: ended.exitCode })}</span>
          )}
          {seconds === null ? null : (
            <span className="mr-2">{t('ended.lasted', { minutes: Math.max(1, Math.round(seconds / 60)) })}</span>
          )}
          <span>
            {recorded
              ? t('ended.kept', { number: requestNumber })
              : t(nodeId === null ? 'ended.neverOpened' : 'ended.neverOpenedNode')}
          </span>
        </p>
      </div>
      {recordingHref === null || !recorded ? null : (
        <Button asChild>
          <a href={recordingHref}>{t('ended.recording')}</a>
        </Button>
      )}
      {onAgain === null ? null : wasCutOff ? (
        <NewShell onAgain={onAgain}>{t(isCommand ? 'ended.runAgain' : 'ended.newShell')}</NewShell>
      ) : (
        <Button variant="primary" onClick={onAgain}>
          {t(isCommand ? 'ended.runAgain' : 'ended.again')}
        </Button>
      )}
      {askHref === null ? null : (
        <Button variant="primary" asChild>
          <a href={askHref}>{t('ended.askAgain')}</a>
        </Button>
      )}
      <Button variant="ghost" asChild>
        <a href="/">{t('ended.back')}</a>
      </Button>
    </section>
  );
}

/** Has the focus, so that Enter goes on; not for who is still typing to the shell that is gone. */
function NewShell({ onAgain, children }: { onAgain: () => void; children: string }) {
  const [strayKeys, setStrayKeys] = useState(0);
  const mayAct = useArmed(String(strayKeys));
  const focus = useCallback((button: HTMLButtonElement | null) => button?.focus({ preventScroll: true }), []);
  return (
    <Button
      ref={focus}
      variant="primary"
      onKeyDown={({ key }) => {
        if (key !== 'Enter' && key !== ' ') setStrayKeys((before) => before + 1);
      }}
      onClick={() => {
        if (mayAct()) onAgain();
      }}
    >
      {children}
    </Button>
  );
}
