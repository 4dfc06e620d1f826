// Over 300 lines because it is one list: every lock of the database, each tried once.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writeAudit } from '@/lib/db/audit';
import { type Database, openDatabase } from '@/lib/db/client';
import { testDatabase } from '@/lib/db/testing/database';
import {
  aBastion,
  aGrant,
  anEnvironment,
  aPerson,
  aRequest,
  aTarget,
  aTerminal,
  minutesFromNoon,
  NOON,
} from '@/lib/db/testing/rows';
import { inTransaction } from '@/lib/db/transaction';
import { auditEvent } from '@/lib/domain/audit/event';
import type { Actor } from '@/lib/domain/people/actor';

const CHECK = '23514';
const UNIQUE = '23505';
const MISSING = '23503';

let db: Database;
let test: Awaited<ReturnType<typeof testDatabase>>;
let asker: Actor;
let approver: Actor;
let environmentId: string;
let targetId: string;

beforeAll(async () => {
  test = await testDatabase();
  db = openDatabase(test.url, 5);
  asker = await aPerson(db);
  approver = await aPerson(db, { name: 'Jonas Weber', groups: ['approvers'] });
});
afterAll(async () => {
  await db.close();
  await test.close();
});
beforeEach(async () => {
  environmentId = await anEnvironment(db);
  targetId = await aTarget(db, { environmentId });
});

/** The SQLSTATE a statement is refused with; "accepted" when it is not. */
async function refusal(sql: string, ...values: unknown[]): Promise<string> {
  try {
    await db.pool.query(sql, values);
    return 'accepted';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'no code';
  }
}

const request = (given: Partial<Parameters<typeof aRequest>[1]> = {}) =>
  aRequest(db, { personId: asker.personId, targetId, ...given });

function decide(requestId: string, personId: string, kind: string, comment: string | null = null): Promise<string> {
  return refusal(
    `INSERT INTO decisions (id, request_id, person_id, kind, comment, for_groups, created_at)
     VALUES ($1, $2, $3, $4::decision_kind, $5, '{}', $6)`,
    randomUUID(),
    requestId,
    personId,
    kind,
    comment,
    NOON,
  );
}

const settle = (id: string, status: string) =>
  refusal('UPDATE access_requests SET status = $2::request_status, settled_at = $3 WHERE id = $1', id, status, NOON);

async function terminal(given: Partial<Parameters<typeof aTerminal>[1]> = {}): Promise<string> {
  const grantId = await aGrant(db, { personId: asker.personId, targetId });
  return aTerminal(db, {
    personId: asker.personId,
    signInId: asker.signInId,
    targetId,
    environmentId,
    grantId,
    ...given,
  });
}

describe('requests', () => {
  it('are decided on by others only (PS001)', async () => {
    const id = await request();
    expect(await decide(id, asker.personId, 'approved')).toBe('PS001');
    expect(await decide(id, approver.personId, 'approved')).toBe('accepted');
    expect(await decide(id, approver.personId, 'denied', 'no')).toBe(UNIQUE);
  });

  it('are denied with a comment', async () => {
    expect(await decide(await request(), approver.personId, 'denied', '')).toBe(CHECK);
  });

  it('begin as pending and move on only once (PS002)', async () => {
    const id = await request({ approvalsNeeded: 0 });
    expect(await settle(id, 'withdrawn')).toBe('accepted');
    for (const status of ['approved', 'denied', 'lapsed']) expect(await settle(id, status)).toBe('PS002');
    const columns = `id, person_id, target_id, reason, minutes, status, approvals_needed, approver_groups, policy_version,
      policy_ids, created_at, lapses_at, settled_at`;
    const copy = `INSERT INTO access_requests (${columns})
      SELECT gen_random_uuid(), person_id, target_id, reason, minutes, 'approved', approvals_needed, approver_groups,
        policy_version, policy_ids, created_at, lapses_at, settled_at FROM access_requests WHERE id = $1`;
    expect(await refusal(copy, id)).toBe('PS002');
  });

  it('are approved only with the approvals they need (PS004)', async () => {
    const id = await request({ approvalsNeeded: 2 });
    expect(await settle(id, 'approved')).toBe('PS004');
    await decide(id, approver.personId, 'approved');
    expect(await settle(id, 'approved')).toBe('PS004');
    await decide(id, (await aPerson(db)).personId, 'approved');
    expect(await settle(id, 'approved')).toBe('accepted');
  });

  it('never change in what was asked, and never vanish (PS003)', async () => {
    const id = await request();
    const changes = ['minutes = 1000', "reason = 'Something else entirely'", 'approvals_needed = 0'];
    for (const change of changes)
      expect(await refusal(`UPDATE access_requests SET ${change} WHERE id = $1`, id)).toBe('PS003');
    expect(await refusal('UPDATE access_requests SET person_id = $2 WHERE id = $1', id, approver.personId)).toBe(
      'PS003',
    );
    expect(await refusal('DELETE FROM access_requests WHERE id = $1', id)).toBe('PS003');
  });

  it('are pending once for each person and target', async () => {
    const first = await request();
    await expect(request()).rejects.toMatchObject({ code: 'P2002' });
    await settle(first, 'withdrawn');
    await expect(request()).resolves.toBeDefined();
  });

  it.each([
    { reason: 'too short' },
    { reason: 'x'.repeat(2001) },
    { minutes: 0 },
    { minutes: 43_201 },
    { ticket: 'x'.repeat(101) },
    { approvalsNeeded: 11 },
    { lapsesAt: NOON },
    { settledAt: NOON },
  ])('refuse what no rule allows: %j', async (given) => {
    await expect(request(given)).rejects.toThrow(CHECK);
  });
});

describe('decisions', () => {
  it('never change or vanish (PS003)', async () => {
    const id = await request();
    await decide(id, approver.personId, 'approved');
    expect(await refusal(`UPDATE decisions SET kind = 'denied' WHERE request_id = $1`, id)).toBe('PS003');
    expect(await refusal('DELETE FROM decisions WHERE request_id = $1', id)).toBe('PS003');
  });
});

describe('grants', () => {
  const insert = (requestId: string, personId: string, status = 'active', minutes = 60) =>
    refusal(
      `INSERT INTO grants (id, request_id, person_id, target_id, status, starts_at, ends_at, created_at)
       VALUES ($1, $2, $3, $4, $5::grant_status, $6, $7, $6)`,
      randomUUID(),
      requestId,
      personId,
      targetId,
      status,
      NOON,
      minutesFromNoon(minutes),
    );

  it('need their own approved request (PS004)', async () => {
    const id = await request({ approvalsNeeded: 0 });
    expect(await insert(id, asker.personId)).toBe('PS004');
    await settle(id, 'approved');
    expect(await insert(id, approver.personId)).toBe('PS004');
    expect(await insert(id, asker.personId, 'revoked')).toBe('PS002');
    expect(await insert(id, asker.personId, 'active', 0)).toBe(CHECK);
    expect(await insert(id, asker.personId)).toBe('accepted');
    expect(await insert(id, asker.personId)).toBe(UNIQUE);
  });

  it('end once, with a time and, when taken away, a reason; and never vanish', async () => {
    const id = await aGrant(db, { personId: asker.personId, targetId });
    const end = (status: string, reason: string | null) =>
      refusal(
        'UPDATE grants SET status = $2::grant_status, ended_at = $3, revoked_reason = $4 WHERE id = $1',
        id,
        status,
        NOON,
        reason,
      );
    expect(await refusal(`UPDATE grants SET status = 'expired' WHERE id = $1`, id)).toBe(CHECK);
    expect(await end('revoked', null)).toBe(CHECK);
    expect(await end('revoked', 'Laptop lost')).toBe('accepted');
    expect(await end('expired', null)).toBe('PS002');
    expect(await refusal(`UPDATE grants SET status = 'active' WHERE id = $1`, id)).toBe('PS002');
    expect(await refusal('DELETE FROM grants WHERE id = $1', id)).toBe('PS003');
  });
});

describe('bastions', () => {
  const move = (id: string, status: string) =>
    refusal('UPDATE bastions SET status = $2::bastion_status, ended_at = NULL WHERE id = $1', id, status);

  it('are usable once for each environment, or person where each has their own', async () => {
    await aBastion(db, { environmentId });
    await expect(aBastion(db, { environmentId })).rejects.toMatchObject({ code: 'P2002' });
    await aBastion(db, { environmentId, personId: asker.personId });
    await expect(aBastion(db, { environmentId, personId: asker.personId })).rejects.toMatchObject({ code: 'P2002' });
  });

  it('run only with a task, and move only forward (PS002)', async () => {
    const id = await aBastion(db, { environmentId });
    expect(await move(id, 'running')).toBe(CHECK);
    expect(await move(id, 'draining')).toBe('PS002');
    expect(await move(id, 'failed')).toBe(CHECK);
    const running = await aBastion(db, { environmentId: await anEnvironment(db), status: 'running' });
    expect(await move(running, 'launching')).toBe('PS002');
    expect(await move(running, 'draining')).toBe('accepted');
    expect(await move(running, 'running')).toBe('PS002');
  });
});

describe('terminals', () => {
  it('need a grant of their person and target that is open (PS005)', async () => {
    const grantId = await aGrant(db, { personId: asker.personId, targetId });
    const given = { personId: asker.personId, signInId: asker.signInId, targetId, environmentId, grantId };
    for (const wrong of [
      { createdAt: minutesFromNoon(60) },
      { createdAt: minutesFromNoon(-1) },
      { personId: approver.personId, signInId: approver.signInId },
      { targetId: await aTarget(db, { environmentId }) },
    ])
      await expect(aTerminal(db, { ...given, ...wrong })).rejects.toThrow('PS005');
    await refusal(`UPDATE grants SET status = 'expired', ended_at = $2 WHERE id = $1`, grantId, NOON);
    await expect(aTerminal(db, given)).rejects.toThrow('PS005');
  });

  it('move only forward, live with an agent session, ended with a reason, and never vanish', async () => {
    const id = await terminal();
    expect(await refusal(`UPDATE terminals SET status = 'live' WHERE id = $1`, id)).toBe(CHECK);
    expect(await refusal(`UPDATE terminals SET status = 'ended', ended_at = $2 WHERE id = $1`, id, NOON)).toBe(CHECK);
    const end = `UPDATE terminals SET status = 'ended', ended_at = $2, end_reason = 'exited' WHERE id = $1`;
    expect(await refusal(end, id, NOON)).toBe('accepted');
    expect(await refusal(`UPDATE terminals SET status = 'opening', ended_at = NULL WHERE id = $1`, id)).toBe('PS002');
    expect(await refusal('DELETE FROM terminals WHERE id = $1', id)).toBe('PS003');
  });

  it('have tickets that last thirty seconds at most, kept as hashes, for people who exist', async () => {
    const terminalId = await terminal();
    const ticket = (seconds: number, bytes = 32, personId: string = asker.personId) =>
      refusal(
        `INSERT INTO terminal_tickets (hash, terminal_id, person_id, sign_in_id, purpose, created_at, expires_at)
         VALUES ($1, $2, $3, $4, 'operate', $5, $6)`,
        Buffer.alloc(bytes, seconds + bytes),
        terminalId,
        personId,
        asker.signInId,
        NOON,
        new Date(NOON.getTime() + seconds * 1000),
      );
    expect(await ticket(31)).toBe(CHECK);
    expect(await ticket(0)).toBe(CHECK);
    expect(await ticket(30, 16)).toBe(CHECK);
    expect(await ticket(30, 32, randomUUID())).toBe(MISSING);
    expect(await ticket(30)).toBe('accepted');
    expect(await ticket(30)).toBe(UNIQUE);
  });
});

describe('what was recorded', () => {
  const chunk = (terminalId: string, ordinal: number) =>
    refusal(
      `INSERT INTO recording_chunks (terminal_id, ordinal, start_offset, byte_length, at, elapsed_ms, codec, bytes, digest,
         next_incoming, acked_outgoing, input_offset)
       VALUES ($1, $2, 0, 1, $3, 0, 0, '\\x41', $4, 0, 0, 0)`,
      terminalId,
      ordinal,
      NOON,
      Buffer.alloc(32),
    );

  it('never changes or vanishes (PS003)', async () => {
    const id = await terminal();
    expect(await chunk(id, 0)).toBe('accepted');
    expect(await chunk(id, 0)).toBe(UNIQUE);
    expect(await chunk(id, -1)).toBe(CHECK);
    const marker = `INSERT INTO recording_markers (id, terminal_id, at, elapsed_ms, "offset", kind, fields)
      VALUES ($1, $2, $3, 0, 0, 'resize', '{}')`;
    expect(await refusal(marker, randomUUID(), id, NOON)).toBe('accepted');
    for (const table of ['recording_chunks', 'recording_markers']) {
      expect(await refusal(`UPDATE ${table} SET elapsed_ms = 1`)).toBe('PS003');
      expect(await refusal(`DELETE FROM ${table}`)).toBe('PS003');
      expect(await refusal(`TRUNCATE ${table}`)).toBe('PS003');
    }
  });

  it('of the audit chain follows link by link and stays (PS003, PS006)', async () => {
    await inTransaction(db, (tx) =>
      writeAudit(tx, { actor: 'postern', at: NOON, events: [auditEvent('postern.stopped', {})] }),
    );
    expect(await refusal(`UPDATE audit_events SET actor_name = 'Nobody'`)).toBe('PS003');
    expect(await refusal('DELETE FROM audit_events')).toBe('PS003');
    expect(await refusal('TRUNCATE audit_events')).toBe('PS003');
    expect(await refusal('UPDATE audit_head SET sequence = 0')).toBe('PS003');
    expect(await refusal('DELETE FROM audit_head')).toBe('PS003');
    expect(await refusal('TRUNCATE audit_head')).toBe('PS003');
    const follow = (sequence: string, previous: string) =>
      refusal(
        `INSERT INTO audit_events (sequence, at, name, actor_name, fields, previous_hash, hash)
         SELECT ${sequence}, at, name, actor_name, fields, ${previous}, hash FROM audit_events
         ORDER BY audit_events.sequence DESC LIMIT 1`,
      );
    expect(await follow('sequence + 2', 'hash')).toBe('PS006');
    expect(await follow('sequence + 1', 'previous_hash')).toBe('PS006');
    expect(await follow('sequence', 'hash')).toBe('PS006');
  });

  it('of policies stays as it was (PS003)', async () => {
    await request();
    expect(await refusal(`UPDATE policy_versions SET note = ''`)).toBe('PS003');
    expect(await refusal('DELETE FROM policy_versions')).toBe('PS003');
  });
});

describe('the rest', () => {
  it('keeps people, sign-ins, environments and targets apart', async () => {
    const copy = (set: string) =>
      refusal(
        `INSERT INTO people (id, issuer, subject, name, email, groups, groups_read_at, created_at, last_seen_at)
         SELECT gen_random_uuid(), issuer, ${set}, email, groups, groups_read_at, created_at, last_seen_at
         FROM people WHERE id = $1`,
        asker.personId,
      );
    expect(await copy('subject, name')).toBe(UNIQUE);
    expect(await copy(`'other', ''`)).toBe(CHECK);
    const signIn = 'UPDATE sign_ins SET expires_at = created_at WHERE id = $1';
    expect(await refusal(signIn, asker.signInId)).toBe(CHECK);
    await expect(anEnvironment(db, { name: 'Upper Case' })).rejects.toThrow(CHECK);
    await expect(anEnvironment(db, { terminalGraceMinutes: 61 })).rejects.toThrow(CHECK);
    await expect(aTarget(db, { environmentId, name: 'a b' })).rejects.toThrow(CHECK);
    await aTarget(db, { environmentId, name: 'same' });
    await expect(aTarget(db, { environmentId, name: 'same' })).rejects.toMatchObject({ code: 'P2002' });
  });
});
