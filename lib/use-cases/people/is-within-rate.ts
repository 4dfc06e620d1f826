import { countUse, forgiveUses } from '../../db/rate';
import type { Deps } from '../deps';

/** What is counted, in which window, and how often it may happen there. */
const RATES = {
  signIn: { windowMs: 300_000, most: 30 },
  request: { windowMs: 60_000, most: 20 },
  ticket: { windowMs: 60_000, most: 120 },
  act: { windowMs: 60_000, most: 120 },
} as const;

export type Rate = keyof typeof RATES;

/** Whether a person or an address may do this once more in the present window; counts the attempt, in all processes together. */
export async function isWithinRate(deps: Pick<Deps, 'db' | 'clock'>, what: Rate, who: string): Promise<boolean> {
  const { windowMs, most } = RATES[what];
  return (await countUse(deps.db.prisma, `${what}:${who}`, windowMs, deps.clock.now())) <= most;
}

/** Forgets what was counted in the present window, so that people behind one address who do get in never use its tries up. */
export async function forgiveRate(deps: Pick<Deps, 'db' | 'clock'>, what: Rate, who: string): Promise<void> {
  await forgiveUses(deps.db.prisma, `${what}:${who}`, RATES[what].windowMs, deps.clock.now());
}
