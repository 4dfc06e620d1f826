import { writeAudit } from '../../db/audit';
import { listEnvironmentsWithShells, listLivingBastions } from '../../db/bastions';
import { listIdsOfTerminalsIn, listLiveSessionIds } from '../../db/terminals';
import { inTransaction } from '../../db/transaction';
import { type AuditSubject, auditEvent } from '../../domain/audit/event';
import type { Bastion } from '../../domain/bastions/bastion';
import { CloudError } from '../../domain/cloud-error';
import type { Environment } from '../../domain/targets/environment';
import { terminalNamedIn } from '../../domain/terminals/session-reason';
import type { Deps } from '../deps';
import type { FoundSession } from '../ports';

/** A session is written down right after it is started; one that nobody has written down after this never will be. */
const WRITTEN_DOWN_WITHIN_MS = 60_000;
/**
 * A session is started within minutes of its terminal, and nobody is at the line of an orphan: by its idle time, an hour at the most,
 * Session Manager has ended it long before this.
 */
const LASTS_AT_MOST_MS = 24 * 3_600_000;

/**
 * Ends shells of ours that no live terminal stands for: what is left when a process dies between starting a session and writing it
 * down, or when an answer is lost. In our bastions that is every one; on a managed node, those whose reason names a terminal of ours.
 * Other sessions are none of our business.
 */
export async function endOrphanSessions(
  deps: Pick<Deps, 'db' | 'agents' | 'clock' | 'log'>,
): Promise<{ ended: number }> {
  let ended = 0;
  const since = new Date(deps.clock.now().getTime() - LASTS_AT_MOST_MS);
  // By our own terminals, whatever became of the node or its environment since: elsewhere nothing is asked of the service.
  for (const environment of await listEnvironmentsWithShells(deps.db.prisma, since)) {
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
  const { prisma } = deps.db;
  const bastions = await listLivingBastions(prisma, environment.id);
  const now = deps.clock.now();
  const old = (await deps.agents.list(environment)).filter(
    ({ startedAt }) => startedAt !== null && now.getTime() - startedAt.getTime() > WRITTEN_DOWN_WITHIN_MS,
  );
  const ours = await oursAmong(deps, environment, bastions, old);
  // Rows after sessions: one that was written down meanwhile is not taken for an orphan.
  const known = await listLiveSessionIds(
    prisma,
    ours.map(({ sessionId }) => sessionId),
  );
  const orphans = ours.filter(({ sessionId }) => !known.has(sessionId));
  for (const { sessionId, about } of orphans) {
    await deps.agents.end(environment, sessionId);
    const event = auditEvent('terminal.orphanSessionEnded', { agentSessionId: sessionId }, about);
    await inTransaction(deps.db, (tx) => writeAudit(tx, { actor: 'postern', at: now, events: [event] }));
  }
  return orphans.length;
}

/** Which of the sessions are in our bastions, or say that they are a terminal of this environment. */
async function oursAmong(
  deps: Pick<Deps, 'db'>,
  environment: Environment,
  bastions: readonly Bastion[],
  sessions: readonly FoundSession[],
): Promise<{ sessionId: string; about: AuditSubject }[]> {
  const byTask = new Map(bastions.flatMap(({ taskArn, id }) => (taskArn ? [[lastPart(taskArn), id]] : [])));
  const named = sessions.flatMap((one) => ('nodeId' in one.place ? (terminalNamedIn(one.reason) ?? []) : []));
  const terminals = await listIdsOfTerminalsIn(deps.db.prisma, environment.id, named);
  return sessions.flatMap(({ sessionId, place, reason }): { sessionId: string; about: AuditSubject }[] => {
    if ('taskId' in place) {
      const bastionId = byTask.get(place.taskId);
      return bastionId ? [{ sessionId, about: { environmentId: environment.id, bastionId } }] : [];
    }
    const terminalId = terminalNamedIn(reason);
    if (terminalId === null || !terminals.has(terminalId)) return [];
    return [{ sessionId, about: { environmentId: environment.id, terminalId } }];
  });
}

function lastPart(arn: string): string {
  return arn.split('/').at(-1) ?? arn;
}
