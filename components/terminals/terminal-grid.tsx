import { useTranslations } from 'next-intl';
import type { RefObject } from 'react';
import { classNames } from '../ui/class-names';
import type { TerminalState } from './terminal-state';

/** Where a terminal's screen is drawn: fills what is around it, and is pale while what it shows may be old. */
export function TerminalGrid({
  host,
  target,
  state,
  scrolls,
}: {
  /** The element that the screen is opened in. */
  host: RefObject<HTMLElement | null>;
  target: string;
  state: Pick<TerminalState, 'phase' | 'line' | 'agentLineUp'>;
  /** Somebody else's window says how large the grid is, and it may be larger than this place. */
  scrolls: boolean;
}) {
  const t = useTranslations('terminal');
  const isOld = state.phase === 'live' && (state.line.state === 'lost' || !state.agentLineUp);
  return (
    <section
      ref={host}
      aria-label={t('screen', { target })}
      data-terminal-grid
      data-phase={state.phase}
      className={classNames(
        'absolute inset-x-3.5 inset-y-3 transition-opacity',
        // The browser leaves two fingers to us; one scrolls.
        scrolls ? 'overflow-auto' : 'touch-pan-y overflow-hidden',
        isOld && 'opacity-55',
      )}
    />
  );
}
