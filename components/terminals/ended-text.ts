import type { TerminalEndReason } from '../../lib/domain/terminals/terminal';

/** The message of why a terminal ended; one that never began on a managed node was no refusal of a shell in a bastion. */
export function endedText(reason: TerminalEndReason, isOnNode: boolean): `ended.${TerminalEndReason | 'nodeRefused'}` {
  return reason === 'agentRefused' && isOnNode ? 'ended.nodeRefused' : `ended.${reason}`;
}
