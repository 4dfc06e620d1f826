import { findSignIns } from '../../db/sign-ins';
import { findPlacedTerminal } from '../../db/terminals';
import type { TerminalId } from '../../domain/ids';
import type { Actor } from '../../domain/people/actor';
import { groupsFresh } from '../../domain/people/may-act';
import { isSignInOpen, type Person, type SignIn } from '../../domain/people/person';
import type { Deps } from '../deps';
import { currentPolicies } from '../policies/current';
import { mayOnTerminal } from './may';

/** A socket's right to be at a terminal, as its ticket gave it. */
export type Admitted = { terminalId: TerminalId; purpose: 'operate' | 'watch'; actor: Actor };

type Rows = Pick<Deps, 'db' | 'clock' | 'limits' | 'log'>;

/**
 * Which of these rights hold no longer. An operator's goes with a revoked sign-in: one that only ran out leaves running shells alone,
 * and a terminal that ends with the sign-in says so itself. A watcher's goes with the sign-in however that ended, and with the policies,
 * asked again with the groups the person has now, and with the age of those.
 */
export async function listWithdrawn<One extends Admitted>(deps: Rows, admitted: readonly One[]): Promise<One[]> {
  if (admitted.length === 0) return [];
  const found = await findSignIns(deps.db.prisma, [...new Set(admitted.map(({ actor }) => actor.signInId))]);
  const known = new Map(found.map((one) => [one.signIn.id, one]));
  const answers = await Promise.all(
    admitted.map((one) => {
      const now = known.get(one.actor.signInId);
      if (!now) return true;
      return one.purpose === 'operate' ? mayOperateNoLonger(deps, one, now) : mayWatchNoLonger(deps, one, now);
    }),
  );
  return admitted.filter((_one, at) => answers[at]);
}

type SignedIn = { signIn: SignIn; person: Person };

async function mayOperateNoLonger(deps: Rows, one: Admitted, { signIn, person }: SignedIn): Promise<boolean> {
  if (signIn.revokedAt === null && person.deactivatedAt === null) return false;
  const placed = await findPlacedTerminal(deps.db.prisma, one.terminalId);
  if (!placed) return true;
  const { status, endRequestedAt, signInId } = placed.terminal;
  return status !== 'ended' && endRequestedAt === null && signInId !== signIn.id;
}

async function mayWatchNoLonger(deps: Rows, one: Admitted, { signIn, person }: SignedIn): Promise<boolean> {
  const now = deps.clock.now();
  if (!isSignInOpen(signIn, now) || person.deactivatedAt !== null) return true;
  const placed = await findPlacedTerminal(deps.db.prisma, one.terminalId);
  const { groups, groupsReadAt } = person;
  const actor = { ...one.actor, groups, groupsReadAt };
  if (!groupsFresh(actor, deps.limits.groupsMaxAgeMinutes, now)) return true;
  return !placed || !mayOnTerminal(await currentPolicies(deps), actor, 'watch', placed, now);
}
