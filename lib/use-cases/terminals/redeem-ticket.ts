import { createHash } from 'node:crypto';
import { type RedeemedTicket, redeemTicketRow } from '../../db/tickets';
import { ok, refuse, type Result } from '../../domain/result';
import type { Deps } from '../deps';

export type { RedeemedTicket };

/** What is kept of a ticket's text. */
export function ticketHash(ticket: string): Uint8Array {
  return createHash('sha256').update(ticket).digest();
}

/** Uses a ticket up; refused when it is unknown, used, expired, or its person has signed out since. */
export async function redeemTicket(
  deps: Pick<Deps, 'db' | 'clock'>,
  ticket: string,
): Promise<Result<RedeemedTicket>> {
  const redeemed = await redeemTicketRow(deps.db, ticketHash(ticket), deps.clock.now());
  return redeemed ? ok(redeemed) : refuse('TICKET_REFUSED');
}
