import type { TerminalRow } from '../../lib/domain/terminals/view';

type Reason = NonNullable<TerminalRow['endReason']>;

/** The message of why a terminal ended: a machine that could not be entered is no refusal of a shell, and one command is no shell. */
export function endedText(
  reason: Reason,
  { target, command }: Pick<TerminalRow, 'command'> & { target: Pick<TerminalRow['target'], 'kind'> },
): `ended.${Reason | 'nodeRefused' | 'commandEnded'}` {
  if (reason === 'agentRefused' && target.kind === 'node') return 'ended.nodeRefused';
  return reason === 'exited' && command !== null ? 'ended.commandEnded' : `ended.${reason}`;
}
