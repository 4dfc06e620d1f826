import { writeAudit } from '../../db/audit';
import { insertBastion, takeUsableBastion } from '../../db/bastions';
import type { Transaction } from '../../db/transaction';
import type { Bastion } from '../../domain/bastions/bastion';
import { askBastion } from '../../domain/bastions/transitions';
import type { BastionId, PersonId } from '../../domain/ids';
import type { Environment } from '../../domain/targets/environment';
import type { Deps } from '../deps';

/**
 * The bastion a person's terminal in an environment runs in: the usable one, or a new row that says one is wanted. Runs in
 * the caller's transaction; call it after the locks it takes itself. When the answer is `launching`, nudge the queue with
 * `launchBastion` after the commit; a lost nudge is made good by the reconcile job.
 */
export async function ensureBastion(
  tx: Transaction,
  deps: Pick<Deps, 'newId'>,
  environment: Environment,
  personId: PersonId,
  now: Date,
): Promise<Bastion> {
  // Losing a race to insert means that the winner's is usable; it may be given up again before we take it, hence more rounds.
  for (let round = 0; round < 5; round += 1) {
    const asked = askBastion(deps.newId() as BastionId, environment, personId, now);
    const usable = await takeUsableBastion(tx, asked.bastion, now);
    if (usable) return usable;
    const inserted = await insertBastion(tx, asked.bastion);
    if (!inserted) continue;
    await writeAudit(tx, { actor: 'postern', at: now, events: asked.events(inserted.number) });
    return inserted;
  }
  throw new Error(`no bastion of environment ${environment.name} stayed usable long enough to be taken`);
}
