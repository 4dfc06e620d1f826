import { auditEvent } from '../../domain/audit/event';
import { plainLine } from '../../domain/plain-line';
import { countRefusal } from '../audit/count-refusal';
import type { Deps } from '../deps';

/** Puts on record that a sign-in failed before anybody was known. What it says is the stranger's own, so only its code is told apart. */
export function recordSignInRefused(
  deps: Pick<Deps, 'db' | 'clock'>,
  { code, why, address }: { code: string; why: string; address: string },
): Promise<void> {
  const first = auditEvent('person.signInRefused', { why: plainLine(why, 200) });
  return countRefusal(deps, { actor: { stranger: true, address }, door: 'signIn', why: plainLine(code, 60), first });
}
