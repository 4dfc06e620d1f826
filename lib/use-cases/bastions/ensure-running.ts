import { writeAudit } from '../../db/audit';
import { insertBastion, takeUsableBastion } from '../../db/bastions';
import type { Transaction } from '../../db/transaction';
import { auditEvent } from '../../domain/audit/event';
import type { Bastion } from '../../domain/bastions/bastion';
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
  const whose = { environmentId: environment.id, personId: environment.sharing === 'perPerson' ? personId : null };
  // Losing a race to insert means that the winner's is usable; it may be given up again before we take it, hence more rounds.
  for (let round = 0; round < 5; round += 1) {
    const usable = await takeUsableBastion(tx, whose, now);
    if (usable) return usable;
    const id = deps.newId() as BastionId;
    const inserted = await insertBastion(tx, { id, ...whose, clientToken: id }, now);
    if (!inserted) continue;
    const fields = { number: inserted.number, sharing: environment.sharing };
    const about = { bastionId: id, environmentId: environment.id, personId };
    await writeAudit(tx, { actor: 'postern', at: now, events: [auditEvent('bastion.asked', fields, about)] });
    return inserted;
  }
  throw new Error(`no bastion of environment ${environment.name} stayed usable long enough to be taken`);
}
