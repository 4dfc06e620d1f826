import { createHash } from 'node:crypto';
import { redeemTicketRow } from '../../db/tickets';
import type { TerminalId } from '../../domain/ids';
import type { Actor } from '../../domain/people/actor';
import { ok, type Result, refuse } from '../../domain/result';
import type { Deps } from '../deps';

/** What is kept of a ticket's text. */
export function ticketHash(ticket: string): Uint8Array {
  return createHash('sha256').update(ticket).digest();
}

/** What a ticket admits to, and who showed it. */
export type Admission = { terminalId: TerminalId; purpose: 'operate' | 'watch'; actor: Actor };

/** Uses a ticket up; refused when it is unknown, used, expired, or its person has signed out since. */
export async function redeemTicket(
  deps: Pick<Deps, 'db' | 'clock'>,
  ticket: string,
  address: string,
): Promise<Result<Admission>> {
  const redeemed = await redeemTicketRow(deps.db, ticketHash(ticket), deps.clock.now());
  if (!redeemed) return refuse('TICKET_REFUSED');
  const { terminalId, purpose, ...person } = redeemed;
  return ok({ terminalId, purpose, actor: { ...person, address } });
}
