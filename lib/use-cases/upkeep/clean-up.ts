import { forgetUses } from '../../db/rate';
import type { Deps } from '../deps';

/** No window is longer than minutes; a day keeps enough to look into an attack. */
const RATE_WINDOWS_KEPT_MS = 24 * 3_600_000;

/** Removes what is of no use any more: counters of past rate windows. */
export async function cleanUp(deps: Pick<Deps, 'db' | 'clock'>): Promise<{ rateWindows: number }> {
  const before = new Date(deps.clock.now().getTime() - RATE_WINDOWS_KEPT_MS);
  return { rateWindows: await forgetUses(deps.db.prisma, before) };
}
