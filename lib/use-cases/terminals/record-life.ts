import { writeAudit } from '../../db/audit';
import { namesOfPeople } from '../../db/people';
import { inTransaction } from '../../db/transaction';
import { auditEvent } from '../../domain/audit/event';
import type { BridgeId, PersonId, TerminalId } from '../../domain/ids';
import type { Result } from '../../domain/result';
import type { Terminal, TerminalEndReason } from '../../domain/terminals/terminal';
import {
  askToEnd,
  terminalAttached,
  terminalDetached,
  terminalEnded,
  terminalOpened,
} from '../../domain/terminals/transitions';
import type { Deps } from '../deps';
import { changeTerminal } from './change-together';

type Recording = Pick<Deps, 'db' | 'clock'>;

/** The agent session is there and the terminal live; refused when it was asked to end or moved away meanwhile. */
export function recordOpened(
  deps: Recording,
  bridgeId: BridgeId,
  id: TerminalId,
  session: { sessionId: string; streamUrl: string; assumedRole: string | null },
): Promise<Result<Terminal>> {
  return changeTerminal(deps, { bridgeId, id, decide: (terminal, now) => terminalOpened(terminal, session, now) });
}

/** The operator's browser is attached, or came back. */
export function recordAttached(
  deps: Recording,
  bridgeId: BridgeId,
  id: TerminalId,
  fromOffset: number,
): Promise<Result<Terminal>> {
  return changeTerminal(deps, { bridgeId, id, decide: (terminal) => terminalAttached(terminal, BigInt(fromOffset)) });
}

/** The operator's last browser left. */
export function recordDetached(deps: Recording, bridgeId: BridgeId, id: TerminalId): Promise<Result<Terminal>> {
  return changeTerminal(deps, { bridgeId, id, decide: terminalDetached });
}

/**
 * The terminal is over. With `bridgeId` null, whoever carries it. Refused with TERMINAL_ENDED when somebody was first.
 */
export function recordEnded(
  deps: Recording,
  bridgeId: BridgeId | null,
  id: TerminalId,
  reason: TerminalEndReason,
  totals: { outputBytes: number; digest: Uint8Array; note?: string | null },
): Promise<Result<Terminal>> {
  const outputBytes = BigInt(totals.outputBytes);
  const digest = Buffer.from(totals.digest).toString('hex');
  return changeTerminal(deps, {
    bridgeId,
    id,
    decide: (terminal, now) => terminalEnded(terminal, reason, { outputBytes, digest, note: totals.note ?? null }, now),
    more: { digest: new Uint8Array(totals.digest) },
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
  return changeTerminal(deps, { bridgeId, id, decide: (terminal, now) => askToEnd(terminal, reason, nobody, now) });
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

/** Name of the person who ended a terminal, for those who look at it. */
export async function nameOf(deps: Pick<Deps, 'db'>, personId: PersonId | null): Promise<string | null> {
  if (personId === null) return null;
  const names = await namesOfPeople(deps.db.prisma, [personId]);
  return names.get(personId) ?? null;
}
