'use client';

import { useTranslations } from 'next-intl';
import type { TerminalEndReason } from '../../lib/domain/terminals/terminal';
import { Button } from '../ui/button';
import { Glyph } from '../ui/glyph';
import { endedText } from './ended-text';
import type { Ended } from './terminal-state';

/** Ends that nobody asked for. */
const FAULTS: ReadonlySet<string> = new Set([
  'bastionFailed',
  'lineLost',
  'recorderFailed',
  'protocolBroken',
  'agentRefused',
]);

/** What happened, what is safe, what to do next: takes the strip's place at the foot, and leaves the last screen readable. */
export function EndedSummary({
  ended,
  node,
  seconds,
  requestNumber,
  hadShell,
  recordingHref,
  onAgain,
}: {
  ended: Ended;
  /** The managed node it was on, with the one command it ran if it was no shell; null for one in a bastion. */
  node: { command: string | null } | null;
  seconds: number | null;
  requestNumber: number;
  /** False when it ended before its first prompt: there is nothing to play then. */
  hadShell: boolean;
  recordingHref: string | null;
  onAgain: (() => void) | null;
}) {
  const t = useTranslations('terminal');
  const good = ended.reason === 'exited' && (ended.exitCode === null || ended.exitCode === 0);
  const broke = FAULTS.has(ended.reason);
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
      <div className="min-w-0 flex-1">
        <p className="text-lead font-semibold">
          {t(
            node?.command && ended.reason === 'exited'
              ? 'ended.commandEnded'
              : endedText(ended.reason as TerminalEndReason, node !== null),
            { by: ended.by ?? '' },
          )}
        </p>
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
              : t(node === null ? 'ended.neverOpened' : 'ended.neverOpenedNode')}
          </span>
        </p>
      </div>
      {recordingHref === null || !recorded ? null : (
        <Button asChild>
          <a href={recordingHref}>{t('ended.recording')}</a>
        </Button>
      )}
      {onAgain === null ? null : (
        <Button variant="primary" onClick={onAgain}>
          {t(node?.command ? 'ended.runAgain' : 'ended.again')}
        </Button>
      )}
      <Button variant="ghost" asChild>
        <a href="/">{t('ended.back')}</a>
      </Button>
    </section>
  );
}
