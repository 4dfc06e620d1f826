import type { PersonId, SignInId, TerminalId } from '../domain/ids';
import type { Database } from './client';
import type { Transaction } from './transaction';

/** What a ticket opens, and for whom. */
export type TicketPurpose = 'operate' | 'watch';

/** Writes a ticket; only the SHA-256 of its text is kept. */
export async function insertTicket(
  tx: Transaction,
  ticket: {
    hash: Uint8Array;
    terminalId: TerminalId;
    personId: PersonId;
    signInId: SignInId;
    purpose: TicketPurpose;
    createdAt: Date;
    expiresAt: Date;
  },
): Promise<void> {
  await tx.terminalTicket.create({ data: { ...ticket, hash: new Uint8Array(ticket.hash) } });
}

export type RedeemedTicket = {
  terminalId: TerminalId;
  personId: PersonId;
  signInId: SignInId;
  purpose: TicketPurpose;
  name: string;
  email: string;
  groups: readonly string[];
  groupsReadAt: Date;
};

/**
 * Uses a ticket up in one statement, so that of two sockets that show it at once only one gets in. Null when it is unknown, used,
 * expired, or its person may not speak any longer (signed out, deactivated).
 */
export async function redeemTicketRow(db: Database, hash: Uint8Array, now: Date): Promise<RedeemedTicket | null> {
  const { rows } = await db.pool.query<{
    terminal_id: string;
    person_id: string;
    sign_in_id: string;
    purpose: TicketPurpose;
    name: string;
    email: string;
    groups: string[];
    groups_read_at: Date;
  }>(
    `UPDATE terminal_tickets k SET redeemed_at = $2 FROM sign_ins s, people p
     WHERE k.hash = $1 AND k.redeemed_at IS NULL AND k.expires_at > $2
       AND s.id = k.sign_in_id AND s.revoked_at IS NULL AND s.expires_at > $2
       AND p.id = k.person_id AND p.deactivated_at IS NULL
     RETURNING k.terminal_id, k.person_id, k.sign_in_id, k.purpose, p.name, p.email, p.groups, p.groups_read_at`,
    [Buffer.from(hash), now],
  );
  const row = rows[0];
  if (!row) return null;
  return {
    terminalId: row.terminal_id as TerminalId,
    personId: row.person_id as PersonId,
    signInId: row.sign_in_id as SignInId,
    purpose: row.purpose,
    name: row.name,
    email: row.email,
    groups: row.groups,
    groupsReadAt: row.groups_read_at,
  };
}

/** Why a ticket that exists admits nobody. */
export type TicketFate = 'used' | 'expired' | 'signedOut';

/** What became of a ticket, and whom and what it was about; null for one that never was. */
export async function findTicketFate(
  tx: Transaction,
  hash: Uint8Array,
  now: Date,
): Promise<{ fate: TicketFate; about: { personId: PersonId; terminalId: TerminalId } } | null> {
  const row = await tx.terminalTicket.findUnique({ where: { hash: new Uint8Array(hash) } });
  if (!row) return null;
  const fate = row.redeemedAt ? 'used' : row.expiresAt <= now ? 'expired' : 'signedOut';
  return { fate, about: { personId: row.personId as PersonId, terminalId: row.terminalId as TerminalId } };
}

/** Forgets tickets that nobody can use any longer. */
export async function deleteOldTickets(db: Database, expiredBefore: Date): Promise<number> {
  const { rowCount } = await db.pool.query('DELETE FROM terminal_tickets WHERE expires_at < $1', [expiredBefore]);
  return rowCount ?? 0;
}
