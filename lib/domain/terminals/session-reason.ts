import { isId, type TerminalId } from '../ids';

/** What a session on a node is started for, as AWS keeps it: a sentence for people that also names the terminal, for the sweep. */
export function sessionReason(terminalId: TerminalId, requestNumber: number, reason: string): string {
  return `Postern terminal ${terminalId}, request ${requestNumber}: ${reason}`;
}

/** The terminal that a session's reason names; null when the session is not one of Postern's. */
export function terminalNamedIn(reason: string): TerminalId | null {
  const named = /^Postern terminal ([0-9a-f-]{36}), request \d+: /.exec(reason)?.[1];
  return named !== undefined && isId(named) ? (named as TerminalId) : null;
}
