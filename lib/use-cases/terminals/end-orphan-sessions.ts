import { writeAudit } from '../../db/audit';
import { listEnvironmentIdsWithBastions, listLivingBastions } from '../../db/bastions';
import { findEnvironment } from '../../db/environments';
import { listLiveSessionIds } from '../../db/terminals';
import { inTransaction } from '../../db/transaction';
import { auditEvent } from '../../domain/audit/event';
import { CloudError } from '../../domain/cloud-error';
import type { Environment } from '../../domain/targets/environment';
import type { Deps } from '../deps';

/** A session is written down right after it is started; one that nobody has written down after this never will be. */
const WRITTEN_DOWN_WITHIN_MS = 60_000;

/**
 * Ends shells in our bastions that no live terminal stands for: what is left when a process dies between ExecuteCommand and writing the
 * session down, or when an answer is lost. Sessions elsewhere, and of other users of the cluster, are none of our business.
 */
export async function endOrphanSessions(
  deps: Pick<Deps, 'db' | 'agents' | 'clock' | 'log'>,
): Promise<{ ended: number }> {
  let ended = 0;
  for (const id of await listEnvironmentIdsWithBastions(deps.db.prisma)) {
    const environment = await findEnvironment(deps.db.prisma, id);
    if (!environment) continue;
    try {
      ended += await sweep(deps, environment);
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      const { code, kind } = error;
      deps.log.warn({ environment: environment.name, code, kind }, 'sessions could not be compared with terminals');
    }
  }
  return { ended };
}

async function sweep(deps: Pick<Deps, 'db' | 'agents' | 'clock'>, environment: Environment): Promise<number> {
  const bastions = await listLivingBastions(deps.db.prisma, environment.id);
  const ours = new Map(bastions.flatMap((one) => (one.taskArn ? [[one.taskArn.split('/').at(-1) ?? '', one.id]] : [])));
  if (ours.size === 0) return 0;
  const now = deps.clock.now();
  const old = (await deps.agents.list(environment)).filter(
    ({ taskId, startedAt }) =>
      ours.has(taskId) && startedAt !== null && now.getTime() - startedAt.getTime() > WRITTEN_DOWN_WITHIN_MS,
  );
  // Rows after sessions: one that was written down meanwhile is not taken for an orphan.
  const known = await listLiveSessionIds(
    deps.db.prisma,
    old.map(({ sessionId }) => sessionId),
  );
  const orphans = old.filter(({ sessionId }) => !known.has(sessionId));
  for (const { sessionId, taskId } of orphans) {
    await deps.agents.end(environment, sessionId);
    const bastionId = ours.get(taskId);
    const about = { environmentId: environment.id, ...(bastionId ? { bastionId } : {}) };
    await inTransaction(deps.db, (tx) =>
      writeAudit(tx, {
        actor: 'postern',
        at: now,
        events: [auditEvent('terminal.orphanSessionEnded', { agentSessionId: sessionId }, about)],
      }),
    );
  }
  return orphans.length;
}
