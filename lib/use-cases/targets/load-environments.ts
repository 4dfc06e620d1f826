import { writeAudit } from '../../db/audit';
import { removeOtherEnvironments, upsertEnvironment } from '../../db/environments';
import { removeOtherTargets, upsertTarget } from '../../db/targets';
import { inTransaction } from '../../db/transaction';
import { auditEvent, type NewAuditEvent } from '../../domain/audit/event';
import type { EnvironmentId, TargetId } from '../../domain/ids';
import type { Environment } from '../../domain/targets/environment';
import type { Target } from '../../domain/targets/target';
import type { Deps } from '../deps';

/** An environment as the file describes it: without ids, in the order of the screen. */
export type DescribedEnvironment = Omit<Environment, 'id' | 'position'> & {
  targets: readonly Omit<Target, 'id' | 'environmentId'>[];
};

/** Makes environments and targets as described; what is no longer named is marked removed, its record stays. */
export function loadEnvironments(
  deps: Pick<Deps, 'db' | 'clock' | 'newId'>,
  described: readonly DescribedEnvironment[],
): Promise<{ environments: number; targets: number; removed: number }> {
  const at = deps.clock.now();
  return inTransaction(deps.db, async (tx) => {
    const kept: EnvironmentId[] = [];
    const events: NewAuditEvent[] = [];
    let removed = 0;
    for (const [position, { targets, ...environment }] of described.entries()) {
      const id = await upsertEnvironment(tx, { ...environment, position }, { newId: deps.newId(), at });
      kept.push(id);
      const keptTargets: TargetId[] = [];
      for (const target of targets)
        keptTargets.push(await upsertTarget(tx, { ...target, environmentId: id }, { newId: deps.newId(), at }));
      removed += await removeOtherTargets(tx, id, keptTargets, at);
      const fields = { name: environment.name, targets: targets.length };
      events.push(auditEvent('environment.loaded', fields, { environmentId: id }));
    }
    removed += await removeOtherEnvironments(tx, kept, at);
    await writeAudit(tx, { actor: 'postern', at, events });
    return { environments: kept.length, targets: described.flatMap((one) => one.targets).length, removed };
  });
}
