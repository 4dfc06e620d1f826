import { setTimeout as pause } from 'node:timers/promises';
import type { CarriedTerminal, Standing } from '../domain/terminals/carried';
import type { Terminal, TerminalEndReason } from '../domain/terminals/terminal';
import { recordEndAsked, recordEnded } from '../use-cases/terminals/record-life';
import type { BridgeContext } from './context';

const RECORD_ATTEMPTS = 4;
const FIRST_RETRY_MS = 200;

/** Ends the agent session with its shell; false when the shell may be alive still. Never rejects. */
export async function killShell(
  { deps }: BridgeContext,
  { environment, terminal }: CarriedTerminal,
  sessionId: string | null,
): Promise<boolean> {
  if (sessionId === null) return true;
  try {
    await deps.agents.end(environment, sessionId);
    return true;
  } catch (error) {
    deps.log.error({ err: error, terminal: terminal.id }, 'the agent session could not be ended');
    return false;
  }
}

/** Writes that the terminal is over; `moved` when another bridge carries it or it had ended before. Never rejects. */
export async function writeEnd(
  { deps, bridgeId }: BridgeContext,
  terminal: Terminal,
  reason: TerminalEndReason,
  totals: { outputBytes: number; digest: Uint8Array; note: string | null },
): Promise<Terminal | 'moved'> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const ended = await recordEnded(deps, bridgeId, terminal.id, reason, totals);
      if (ended.ok) return ended.value;
      // Asked to end by somebody else between our reading and writing: their reason stands.
      if (ended.refusal.reason !== 'CHANGED_MEANWHILE' || attempt >= RECORD_ATTEMPTS) return 'moved';
    } catch (error) {
      deps.log.error({ err: error, terminal: terminal.id }, 'the end of a terminal could not be recorded');
      if (attempt >= RECORD_ATTEMPTS) return { ...terminal, endReason: reason, endNote: totals.note };
      // A database that is away says nothing when it is back.
      await pause(FIRST_RETRY_MS * 2 ** (attempt - 1));
    }
  }
}

/** Asks for the end of a terminal whose shell may be alive: the sweep for overdue ones tries again. Never rejects. */
export async function leaveToTheSweep(
  { deps, bridgeId }: BridgeContext,
  terminal: Terminal,
  reason: TerminalEndReason,
  before: Standing['endRequested'],
): Promise<Terminal> {
  const asked = await recordEndAsked(deps, bridgeId, terminal.id, reason).catch((error: unknown) => {
    deps.log.error({ err: error, terminal: terminal.id }, 'the end of a terminal could not be asked for');
    return { ok: false as const };
  });
  if (asked.ok) return asked.value;
  // Asked for before: that reason stands.
  return { ...terminal, endReason: before?.reason ?? reason, endNote: before?.note ?? null };
}
