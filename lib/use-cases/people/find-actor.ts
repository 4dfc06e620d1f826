import { findSignIn, touchSignIn } from '../../db/sign-ins';
import { isId, type SignInId } from '../../domain/ids';
import type { Actor } from '../../domain/people/actor';
import { isSignInOpen } from '../../domain/people/person';
import type { Deps } from '../deps';

const SEEN_EVERY_MS = 60_000;

/** Who a sign-in speaks for now; null when it was revoked, is over, or its person was deactivated. */
export async function findActor(
  deps: Pick<Deps, 'db' | 'clock'>,
  signInId: string,
  address: string,
): Promise<Actor | null> {
  if (!isId(signInId)) return null;
  const now = deps.clock.now();
  const found = await findSignIn(deps.db.prisma, signInId as SignInId);
  if (!found || !isSignInOpen(found.signIn, now) || found.person.deactivatedAt) return null;
  const { signIn, person } = found;
  const stale = new Date(now.getTime() - SEEN_EVERY_MS);
  if (signIn.lastSeenAt < stale) await touchSignIn(deps.db.prisma, signIn, now, stale);
  const { id: personId, name, email, groups, groupsReadAt } = person;
  return { personId, name, email, groups, groupsReadAt, signInId: signIn.id, address };
}
