import { createHash } from 'node:crypto';
import { findTicketFate, redeemTicketRow, type TicketFate } from '../../db/tickets';
import type { AuditSubject } from '../../domain/audit/event';
import type { TerminalId } from '../../domain/ids';
import type { Actor } from '../../domain/people/actor';
import { ok, type Refusal, refuse } from '../../domain/result';
import type { Deps } from '../deps';

/** What is kept of a ticket's text. */
export function ticketHash(ticket: string): Uint8Array {
  return createHash('sha256').update(ticket).digest();
}

/** What a ticket admits to, and who showed it. */
export type Admission = { terminalId: TerminalId; purpose: 'operate' | 'watch'; actor: Actor };

/** A ticket that admits nobody; why, and about whom and what it was, is for the record and not for who showed it. */
export type TicketRefused = {
  ok: false;
  refusal: Refusal<'TICKET_REFUSED'>;
  why: TicketFate | 'unknown';
  about: AuditSubject;
};

/** Uses a ticket up; refused when it is unknown, used, expired, or its person has signed out since. */
export async function redeemTicket(
  deps: Pick<Deps, 'db' | 'clock'>,
  ticket: string,
  address: string,
): Promise<{ ok: true; value: Admission } | TicketRefused> {
  const hash = ticketHash(ticket);
  const now = deps.clock.now();
  const redeemed = await redeemTicketRow(deps.db, hash, now);
  if (!redeemed) {
    const known = await findTicketFate(deps.db.prisma, hash, now);
    return { ...refuse('TICKET_REFUSED'), why: known?.fate ?? 'unknown', about: known?.about ?? {} };
  }
  const { terminalId, purpose, ...person } = redeemed;
  return ok({ terminalId, purpose, actor: { ...person, address } });
}
