import { countUse, forgiveUses } from '../../db/rate';
import type { Door } from '../../domain/audit/door';
import type { Actor } from '../../domain/people/actor';
import { networkOf } from '../../domain/people/network';
import { countRefusal } from '../audit/count-refusal';
import type { Deps } from '../deps';

/** What is counted, in which window, and how often it may happen there. */
const RATES = {
  signIn: { windowMs: 300_000, most: 30 },
  signInOfPerson: { windowMs: 300_000, most: 30 },
  request: { windowMs: 60_000, most: 20 },
  ticket: { windowMs: 60_000, most: 120 },
  read: { windowMs: 60_000, most: 240 },
  act: { windowMs: 60_000, most: 120 },
  // Two walls that move as fast as they may, and some to spare.
  look: { windowMs: 60_000, most: 400 },
} as const;

/** What each signed-in person does, and the door it is done at. */
export type Rate = Exclude<keyof typeof RATES, 'signIn' | 'signInOfPerson'>;

/** A whole office may sit behind one address, and comes back at once when a process starts anew. */
const PEOPLE_AT_ONE_NETWORK = 20;

/**
 * Whether a person may go through a door once more in the present window, and whether everybody at their network together may; counts the
 * attempt, in all processes together. A no is on record.
 */
export async function isWithinRate(
  deps: Pick<Deps, 'db' | 'clock' | 'log'>,
  what: Rate,
  actor: Actor,
  door: Door,
): Promise<boolean> {
  const { windowMs, most } = RATES[what];
  const at = deps.clock.now();
  const [own, network] = await Promise.all([
    countUse(deps.db.prisma, `${what}:${actor.personId}`, windowMs, at),
    countUse(deps.db.prisma, `${what}@${networkOf(actor.address)}`, windowMs, at),
  ]);
  if (own <= most && network <= most * PEOPLE_AT_ONE_NETWORK) return true;
  deps.log.warn({ door, personId: actor.personId, address: actor.address }, 'too many');
  await countRefusal(deps, { actor, door, why: 'TOO_MANY' });
  return false;
}

/** Whether somebody at this address may try to sign in once more in the present window; counts the attempt. A no is on record. */
export async function maySignInFrom(deps: Pick<Deps, 'db' | 'clock' | 'log'>, address: string): Promise<boolean> {
  const { windowMs, most } = RATES.signIn;
  if ((await countUse(deps.db.prisma, signInsFrom(address), windowMs, deps.clock.now())) <= most) return true;
  deps.log.warn({ address }, 'too many sign-ins');
  await countRefusal(deps, { actor: { stranger: true, address }, door: 'signIn', why: 'TOO_MANY' });
  return false;
}

/** Forgets the tries of an address, so that people behind one address who do get in never use its tries up. */
export async function forgiveSignInsFrom(deps: Pick<Deps, 'db' | 'clock'>, address: string): Promise<void> {
  await forgiveUses(deps.db.prisma, signInsFrom(address), RATES.signIn.windowMs, deps.clock.now());
}

/** Whether whom the provider names so may sign in once more in the present window, wherever they are; counts the attempt. */
export async function maySignInAs(
  deps: Pick<Deps, 'db' | 'clock'>,
  { issuer, subject }: { issuer: string; subject: string },
): Promise<boolean> {
  const { windowMs, most } = RATES.signInOfPerson;
  return (await countUse(deps.db.prisma, `signInOf:${issuer} ${subject}`, windowMs, deps.clock.now())) <= most;
}

function signInsFrom(address: string): string {
  return `signIn@${networkOf(address)}`;
}
