import type { TerminalRow } from '../../lib/domain/terminals/view';
import type { TerminalState } from './terminal-state';

type Reason = NonNullable<TerminalRow['endReason']>;

/** Whether it was one command rather than a shell: its target says so, or its end told an exit code, which shells do not. */
export function wasCommand({ command, exitCode }: { command: string | null; exitCode: number | null }): boolean {
  return command !== null || exitCode !== null;
}

/** The message of why a terminal ended: a machine that could not be entered is no refusal of a shell, and one command is no shell. */
export function endedText(
  reason: Reason,
  { isOnNode, isCommand }: { isOnNode: boolean; isCommand: boolean },
): `ended.${Reason | 'nodeRefused' | 'commandEnded'}` {
  if (reason === 'agentRefused' && isOnNode) return 'ended.nodeRefused';
  return reason === 'exited' && isCommand ? 'ended.commandEnded' : `ended.${reason}`;
}

/** Ends by which neither another shell nor a request would be let in. */
const SHUT_OUT: ReadonlySet<string> = new Set(['notAllowed', 'targetGone']);

/** Whether its person could not come in again, whatever they asked for. */
export function isShutOut(reason: string): boolean {
  return SHUT_OUT.has(reason);
}

/** Whether there was a shell, and so something to play: whoever was shut out at the door is told no failure, yet has seen nothing. */
export function hadShell(
  reason: string,
  seen: { openedAt: number | null } & Pick<TerminalState, 'reached' | 'failure'>,
): boolean {
  if (seen.openedAt !== null || seen.reached.firstOutput !== undefined) return true;
  return isShutOut(reason) ? seen.reached.nodeConnected !== undefined : seen.failure === null;
}
