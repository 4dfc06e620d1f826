import type { TerminalRow } from '../../lib/domain/terminals/view';

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
