'use client';

import { useState } from 'react';
import type { TerminalDetail } from '../../lib/domain/terminals/view';
import type { Act } from '../frame/act';
import { useAttempt } from '../frame/use-attempt';
import { EndedSummary } from './ended-summary';
import { hadShell, isShutOut } from './ended-text';
import type { Ended, TerminalState } from './terminal-state';

/** Opens another terminal on the same target; `after` is the one that has ended. */
export type OpenAgain = Act<{ targetId: string; cols: number; rows: number; after: string }, { terminalId: string }>;

/** What an ended terminal leaves its page: the summary, and for its operator the way to another shell, or to asking for one. */
export function AfterTheEnd({
  terminal,
  ended,
  state,
  openAgain,
}: {
  terminal: TerminalDetail;
  ended: Ended;
  state: Pick<TerminalState, 'size' | 'skew' | 'reached' | 'failure'>;
  /** Null for whoever only watched. */
  openAgain: OpenAgain | null;
}) {
  const { problem, attempt } = useAttempt();
  const [isAccessOver, setAccessOver] = useState(ended.reason === 'grantEnded' || ended.reason === 'grantRevoked');
  const mayGoOn = openAgain !== null && !isShutOut(ended.reason);
  const again = async (open: OpenAgain) => {
    const opened = await attempt(async () => {
      const answer = await open({ targetId: terminal.target.id, ...state.size, after: terminal.id });
      if (!answer.ok && answer.refusal.reason === 'NO_OPEN_GRANT') setAccessOver(true);
      return answer;
    });
    if (opened) location.assign(`/terminals/${opened.value.terminalId}`);
  };
  return (
    <>
      <EndedSummary
        ended={ended}
        terminal={terminal}
        seconds={terminal.openedAt === null ? null : (Date.now() + state.skew - terminal.openedAt) / 1000}
        hadShell={hadShell(ended.reason, { ...state, openedAt: terminal.openedAt })}
        recordingHref={terminal.acts.readRecording ? `/recordings/${terminal.id}` : null}
        onAgain={mayGoOn && !isAccessOver ? () => void again(openAgain) : null}
        askHref={mayGoOn && isAccessOver ? `/?ask=${terminal.target.id}` : null}
      />
      {problem === null ? null : (
        <p role="alert" className="shrink-0 bg-bad-wash px-5 py-2 text-small text-bad">
          {problem}
        </p>
      )}
    </>
  );
}
