import { auditEvent, type NewAuditEvent } from '../audit/event';
import type { BridgeId, EnvironmentId, GrantId, PersonId, TargetId, TerminalId } from '../ids';
import type { Actor } from '../people/actor';
import { ok, type Result, refuse } from '../result';
import type { Terminal, TerminalEndReason } from './terminal';

/** Columns to write, valid only while the row is still in the state that was read, and the events to write with them. */
export type TerminalChange = { change: Partial<Terminal>; events: NewAuditEvent[] };

/** A terminal to be written as opening; the database gives the number. */
export type NewTerminal = Pick<
  Terminal,
  | 'id'
  | 'personId'
  | 'signInId'
  | 'targetId'
  | 'environmentId'
  | 'grantId'
  | 'status'
  | 'cols'
  | 'rows'
  | 'createdAt'
  | 'detachedAt'
>;

/** What the record says an event of a terminal is about. */
export type TerminalSubject = Pick<Terminal, 'id' | 'number' | 'personId' | 'targetId' | 'environmentId' | 'bastionId'>;

export const END_NOTE_LENGTH = 2000;

/**
 * A new terminal under an open grant. It counts as detached until its browser comes, so that one never looked at ends by the grace time.
 * `after` is the number of the person's ended terminal there that this one follows.
 */
export function askTerminal(
  id: TerminalId,
  actor: Pick<Actor, 'personId' | 'signInId'>,
  place: { targetId: TargetId; environmentId: EnvironmentId },
  grant: { id: GrantId; requestNumber: number },
  size: { cols: number; rows: number },
  now: Date,
  after: number | null = null,
): { terminal: NewTerminal; events: (number: number) => NewAuditEvent[] } {
  const { personId, signInId } = actor;
  const terminal: NewTerminal = {
    id,
    personId,
    signInId,
    ...place,
    grantId: grant.id,
    status: 'opening',
    ...size,
    createdAt: now,
    detachedAt: now,
  };
  const about = { personId, terminalId: id, ...place };
  return {
    terminal,
    events: (number) => [
      auditEvent(
        'terminal.asked',
        { number, grantRequest: grant.requestNumber, ...(after === null ? {} : { after }) },
        about,
      ),
    ],
  };
}

/** The agent session is there: opening becomes live. */
export function terminalOpened(
  terminal: Terminal,
  session: { sessionId: string; streamUrl: string; assumedRole: string | null },
  now: Date,
): Result<TerminalChange> {
  if (terminal.status !== 'opening' || terminal.endRequestedAt) return closedOrMoved(terminal);
  const { sessionId: agentSessionId, streamUrl, assumedRole } = session;
  return ok({
    change: { status: 'live', openedAt: now, agentSessionId, streamUrl },
    events: [
      auditEvent('terminal.opened', { number: terminal.number, agentSessionId, assumedRole }, subject(terminal)),
    ],
  });
}

/** The first browser is attached, or came back; safe to repeat. */
export function terminalAttached(terminal: Terminal, fromOffset: bigint): Result<TerminalChange> {
  if (terminal.status === 'ended') return closedOrMoved(terminal);
  const fields = { number: terminal.number, fromOffset: fromOffset.toString() };
  return ok({ change: { detachedAt: null }, events: [auditEvent('terminal.attached', fields, subject(terminal))] });
}

/** The last browser left: the grace time begins. */
export function terminalDetached(terminal: Terminal, now: Date): Result<TerminalChange> {
  if (terminal.status === 'ended') return closedOrMoved(terminal);
  return ok({
    change: { detachedAt: now },
    events: [auditEvent('terminal.detached', { number: terminal.number }, subject(terminal))],
  });
}

/** Another process takes a terminal over whose bridge is gone. */
export function adoptTerminal(terminal: Terminal, bridgeId: BridgeId, atOffset: bigint): Result<TerminalChange> {
  if (terminal.status === 'ended') return closedOrMoved(terminal);
  if (terminal.bridgeId === bridgeId) return refuse('CHANGED_MEANWHILE');
  const fields = { number: terminal.number, atOffset: atOffset.toString() };
  return ok({ change: { bridgeId }, events: [auditEvent('terminal.adopted', fields, subject(terminal))] });
}

/**
 * Somebody or something decided that the terminal ends; whoever carries it does so at once. The first reason stays: asking again is
 * CHANGED_MEANWHILE. A note is demanded of an administrator, since the owner will read it.
 */
export function askToEnd(
  terminal: Terminal,
  reason: TerminalEndReason,
  by: { personId: PersonId | null; note: string | null },
  now: Date,
): Result<TerminalChange> {
  if (terminal.status === 'ended') return closedOrMoved(terminal);
  if (terminal.endRequestedAt) return refuse('CHANGED_MEANWHILE');
  const note = by.note?.trim() || null;
  if (reason === 'endedByAdministrator' && !note) return refuse('REASON_MISSING', { field: 'note' });
  if (note && [...note].length > END_NOTE_LENGTH)
    return refuse('INPUT_NOT_UNDERSTOOD', { field: 'note', facts: { most: END_NOTE_LENGTH } });
  return ok({
    change: { endRequestedAt: now, endReason: reason, endNote: note, endedById: by.personId },
    events: [terminalEndAsked(terminal, { reason, note })],
  });
}

/** The event of a terminal that was asked to end. */
export function terminalEndAsked(
  terminal: TerminalSubject,
  { reason, note }: { reason: TerminalEndReason; note: string | null },
): NewAuditEvent {
  return auditEvent('terminal.endAsked', { number: terminal.number, reason, note }, subject(terminal));
}

/**
 * The terminal is over and its recording closed. `reason` is what the line saw, `note` what AWS said of it; a reason asked for before
 * stands with its own note, since the shell's exit is then only its effect. `digest` is the last chunk's, in hexadecimal.
 */
export function terminalEnded(
  terminal: Terminal,
  reason: TerminalEndReason,
  totals: { outputBytes: bigint; digest: string; note: string | null },
  now: Date,
): Result<TerminalChange> {
  if (terminal.status === 'ended') return closedOrMoved(terminal);
  const endReason = terminal.endReason ?? reason;
  const endNote = terminal.endReason === null ? totals.note : terminal.endNote;
  const fields = {
    number: terminal.number,
    reason: endReason,
    note: endNote,
    outputBytes: totals.outputBytes.toString(),
    digest: totals.digest,
  };
  return ok({
    change: { status: 'ended', endedAt: now, endReason, endNote, outputBytes: totals.outputBytes },
    events: [auditEvent('terminal.ended', fields, subject(terminal))],
  });
}

function closedOrMoved(terminal: Terminal): Result<never> {
  if (terminal.status !== 'ended') return refuse('CHANGED_MEANWHILE');
  return refuse('TERMINAL_ENDED', terminal.endReason ? { facts: { reason: terminal.endReason } } : undefined);
}

function subject(terminal: TerminalSubject) {
  const { personId, id: terminalId, targetId, environmentId, bastionId } = terminal;
  return { personId, terminalId, targetId, environmentId, ...(bastionId ? { bastionId } : {}) };
}
