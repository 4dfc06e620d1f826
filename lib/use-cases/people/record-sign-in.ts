import { writeAudit } from '../../db/audit';
import { findPersonBySubject, recordPerson } from '../../db/people';
import { insertSignIn } from '../../db/sign-ins';
import { inTransaction } from '../../db/transaction';
import { auditEvent } from '../../domain/audit/event';
import type { SignInId } from '../../domain/ids';
import { plainLine } from '../../domain/plain-line';
import { ok, type Result, refuse } from '../../domain/result';
import { countRefusal } from '../audit/count-refusal';
import type { Deps } from '../deps';
import { maySignInAs } from './is-within-rate';

/** What the provider said of whoever came back from it; groups are unknown until looked at. */
export type ProviderSaid = { issuer: string; subject: string; name: string; email: string; groups: unknown };

/** Where a sign-in comes from. */
export type SignInFrom = { address: string; userAgent: string };

const HOUR_MS = 3_600_000;
const MOST_GROUPS = 500;

/** Writes the person as the provider describes them, and a sign-in of theirs; its id is all a cookie may carry. */
export async function recordSignIn(
  deps: Deps,
  said: ProviderSaid,
  from: SignInFrom,
): Promise<Result<{ signInId: SignInId }>> {
  const at = deps.clock.now();
  const subject = plainLine(said.subject, 500);
  const groups = groupsOf(said.groups);
  const stranger = { stranger: true, address: from.address } as const;
  if (!(await maySignInAs(deps, { issuer: said.issuer, subject }))) {
    const about = await findPersonBySubject(deps.db.prisma, said.issuer, subject);
    const first = auditEvent('person.signInRefused', { why: 'TOO_MANY', subject }, about ? { personId: about.id } : {});
    await countRefusal(deps, { actor: stranger, door: 'signIn', why: 'TOO_MANY', first });
    return refuse('TOO_MANY');
  }
  return inTransaction(deps.db, async (tx) => {
    const known = await findPersonBySubject(tx, said.issuer, subject);
    if (subject === '' || known?.deactivatedAt) {
      const why = subject === '' ? 'noSubject' : 'deactivated';
      const event = auditEvent('person.signInRefused', { why, subject }, known ? { personId: known.id } : {});
      await writeAudit(tx, { actor: stranger, at, events: [event] });
      return refuse('NOT_ALLOWED');
    }
    const email = plainLine(said.email, 320);
    const person = await recordPerson(tx, {
      newId: deps.newId(),
      issuer: said.issuer,
      subject,
      name: plainLine(said.name, 200) || email || subject.slice(0, 200),
      email,
      groups,
      at,
    });
    const signInId = deps.newId() as SignInId;
    const expiresAt = new Date(at.getTime() + deps.limits.signInHours * HOUR_MS);
    const userAgent = plainLine(from.userAgent, 300);
    await insertSignIn(tx, { id: signInId, personId: person.id, at, expiresAt, address: from.address, userAgent });
    const { id: personId, name, groupsReadAt } = person;
    const actor = { personId, name, email, groups, groupsReadAt, signInId, address: from.address };
    const event = auditEvent('person.signedIn', { groups, userAgent }, { personId });
    await writeAudit(tx, { actor, at, events: [event] });
    return ok({ signInId });
  });
}

/** Providers send a list, one text, or nothing; anything else counts as no group at all. */
function groupsOf(claim: unknown): string[] {
  const list: unknown[] = Array.isArray(claim) ? claim : typeof claim === 'string' ? claim.split(',') : [];
  const names = list.filter((one) => typeof one === 'string').map((one) => plainLine(one, 200));
  return [...new Set(names.filter((one) => one !== ''))].sort().slice(0, MOST_GROUPS);
}
