import { changeBastion, giveUpUnused, listUsedBastions } from '../../db/bastions';
import { findEnvironment } from '../../db/environments';
import { needsStopping } from '../../domain/bastions/needs-stopping';
import { drainBastion, stopBastion } from '../../domain/bastions/transitions';
import type { Deps } from '../deps';
import { saveBastionChange } from './save-change';

/** Drains the bastions that are too old and stops those that nobody needs any more. */
export async function stopUnusedBastions(deps: Deps): Promise<void> {
  const at = deps.clock.now();
  for (const { bastion, use, lastUsedAt } of await listUsedBastions(deps.db.prisma, at)) {
    const environment = await findEnvironment(deps.db.prisma, bastion.environmentId);
    const verdict = environment && needsStopping({ ...bastion, lastUsedAt }, use, environment, at);
    if (!verdict) continue;
    const decided =
      verdict.act === 'drain' ? drainBastion(bastion, verdict.reason) : stopBastion(bastion, verdict.reason);
    // What was unused a moment ago may have been taken since; an old one is drained with whoever is on it.
    const write = verdict.act === 'drain' ? changeBastion : giveUpUnused;
    const saved = await saveBastionChange(deps, bastion, decided, { actor: 'postern', at, write });
    if (saved && verdict.act === 'stop') await deps.jobs.stopBastion(bastion.id);
  }
}
