import { DescribeSessionsCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { asCloud } from '../errors';

const MOST_PAGES = 50;

const page = z.object({
  Sessions: z
    .array(z.object({ SessionId: z.string().min(1), Target: z.string().min(1), StartDate: z.date().optional() }))
    .optional(),
  NextToken: z.string().optional(),
});

/**
 * DescribeSessions, the active ones, with the task each runs in: ECS Exec targets are `ecs:<cluster>_<task id>_<runtime id>`. Sessions
 * on anything else are left out. Throws CloudError.
 */
export function listAgentSessions(
  ssm: SSMClient,
  cluster: string,
): Promise<{ sessionId: string; taskId: string; startedAt: Date | null }[]> {
  const clusterName = cluster.split('/').at(-1) ?? cluster;
  return asCloud(async () => {
    const found: { sessionId: string; taskId: string; startedAt: Date | null }[] = [];
    let token: string | undefined;
    for (let read = 0; read < MOST_PAGES; read += 1) {
      const answer = page.parse(
        await ssm.send(new DescribeSessionsCommand({ State: 'Active', MaxResults: 200, NextToken: token })),
      );
      for (const { SessionId, Target, StartDate } of answer.Sessions ?? []) {
        const taskId = taskOf(Target, clusterName);
        if (taskId !== null) found.push({ sessionId: SessionId, taskId, startedAt: StartDate ?? null });
      }
      token = answer.NextToken;
      if (!token) break;
    }
    return found;
  });
}

function taskOf(target: string, clusterName: string): string | null {
  const prefix = `ecs:${clusterName}_`;
  if (!target.startsWith(prefix)) return null;
  const taskId = target.slice(prefix.length).split('_')[0];
  return taskId && /^[0-9a-f]{32}$/.test(taskId) ? taskId : null;
}
