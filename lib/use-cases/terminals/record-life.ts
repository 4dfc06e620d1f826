import { writeAudit } from '../../db/audit';
import { namesOfPeople } from '../../db/people';
import { findTerminal } from '../../db/terminals';
import { inTransaction, type Transaction } from '../../db/transaction';
import { auditEvent } from '../../domain/audit/event';
import type { BridgeId, PersonId, TerminalId } from '../../domain/ids';
import { type Result, refuse } from '../../domain/result';
import type { Terminal, TerminalEndReason } from '../../domain/terminals/terminal';
import {
  askToEnd,
  type TerminalChange,
  terminalAttached,
  terminalDetached,
  terminalEnded,
  terminalOpened,
} from '../../domain/terminals/transitions';
import type { Deps } from '../deps';

type Recording = Pick<Deps, 'db' | 'clock'>;

/** The agent session is there and the terminal live; refused when it was asked to end or moved away meanwhile. */
export function recordOpened(
  deps: Recording,
  bridgeId: BridgeId,
  id: TerminalId,
  session: { sessionId: string; streamUrl: string; assumedRole: string | null },
): Promise<Result<Terminal>> {
  return change(deps, bridgeId, id, (terminal, now) => terminalOpened(terminal, session, now));
}

/** The operator's browser is attached, or came back. */
export function recordAttached(
  deps: Recording,
  bridgeId: BridgeId,
  id: TerminalId,
  fromOffset: number,
): Promise<Result<Terminal>> {
  return change(deps, bridgeId, id, (terminal) => terminalAttached(terminal, BigInt(fromOffset)));
}

/** The operator's last browser left. */
export function recordDetached(deps: Recording, bridgeId: BridgeId, id: TerminalId): Promise<Result<Terminal>> {
  return change(deps, bridgeId, id, terminalDetached);
}

/**
 * The terminal is over. With `bridgeId` null, whoever carries it. Refused with TERMINAL_ENDED when somebody was first.
 */
export function recordEnded(
  deps: Recording,
  bridgeId: BridgeId | null,
  id: TerminalId,
  reason: TerminalEndReason,
  totals: { outputBytes: number; digest: Uint8Array },
): Promise<Result<Terminal>> {
  const outputBytes = BigInt(totals.outputBytes);
  const digest = Buffer.from(totals.digest).toString('hex');
  return change(deps, bridgeId, id, (terminal, now) => terminalEnded(terminal, reason, { outputBytes, digest }, now), {
    digest: new Uint8Array(totals.digest),
  });
}

/** The terminal must be over and its shell may not be dead yet: whoever sweeps goes on. Refused when somebody asked before. */
export function recordEndAsked(
  deps: Recording,
  bridgeId: BridgeId,
  id: TerminalId,
  reason: TerminalEndReason,
): Promise<Result<Terminal>> {
  const nobody = { personId: null, note: null };
  return change(deps, bridgeId, id, (terminal, now) => askToEnd(terminal, reason, nobody, now));
}

/** A terminal whose bridge is gone is carried on by this one, from this offset. */
export async function recordAdopted(
  deps: Recording,
  carried: Pick<Terminal, 'id' | 'number' | 'personId' | 'targetId' | 'environmentId'>,
  atOffset: number,
): Promise<void> {
  const { id: terminalId, number, personId, targetId, environmentId } = carried;
  const event = auditEvent(
    'terminal.adopted',
    { number, atOffset: String(atOffset) },
    { terminalId, personId, targetId, environmentId },
  );
  await inTransaction(deps.db, (tx) => writeAudit(tx, { actor: 'postern', at: deps.clock.now(), events: [event] }));
}

/** Writes a change of the rules and its events, provided the row is still in the state and hands it was read in. */
async function change(
  deps: Recording,
  bridgeId: BridgeId | null,
  id: TerminalId,
  decide: (terminal: Terminal, now: Date) => Result<TerminalChange>,
  more: { digest?: Uint8Array<ArrayBuffer> } = {},
): Promise<Result<Terminal>> {
  const now = deps.clock.now();
  return inTransaction(deps.db, async (tx: Transaction): Promise<Result<Terminal>> => {
    const terminal = await findTerminal(tx, id);
    if (!terminal) return refuse('NOT_FOUND');
    if (bridgeId && terminal.bridgeId !== bridgeId) return refuse('CHANGED_MEANWHILE');
    const decided = decide(terminal, now);
    if (!decided.ok) return decided;
    const { count } = await tx.terminal.updateMany({
      where: { id, status: terminal.status, bridgeId: terminal.bridgeId, endRequestedAt: terminal.endRequestedAt },
      data: { ...decided.value.change, ...more },
    });
    if (count === 0) return refuse('CHANGED_MEANWHILE');
    await writeAudit(tx, { actor: 'postern', at: now, events: decided.value.events });
    return { ok: true, value: { ...terminal, ...decided.value.change } };
  });
}

/** Name of the person who ended a terminal, for those who look at it. */
export async function nameOf(deps: Pick<Deps, 'db'>, personId: PersonId | null): Promise<string | null> {
  if (personId === null) return null;
  const names = await namesOfPeople(deps.db.prisma, [personId]);
  return names.get(personId) ?? null;
}
