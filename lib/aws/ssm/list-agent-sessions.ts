import { DescribeSessionsCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { NODE_ID } from '../../domain/targets/node';
import type { FoundSession } from '../../use-cases/ports';
import { asCloud } from '../errors';

const MOST_PAGES = 50;

const page = z.object({
  Sessions: z
    .array(
      z.object({
        SessionId: z.string().min(1),
        Target: z.string().min(1),
        Reason: z.string().optional(),
        StartDate: z.date().optional(),
      }),
    )
    .optional(),
  NextToken: z.string().optional(),
});

/**
 * DescribeSessions, the active ones, with the task or node each runs in: ECS Exec targets are `ecs:<cluster>_<task id>_<runtime id>`.
 * Sessions on anything else are left out. Throws CloudError.
 */
export function listAgentSessions(ssm: SSMClient, cluster: string): Promise<FoundSession[]> {
  const clusterName = cluster.split('/').at(-1) ?? cluster;
  return asCloud(async () => {
    const found: FoundSession[] = [];
    let token: string | undefined;
    for (let read = 0; read < MOST_PAGES; read += 1) {
      const answer = page.parse(
        await ssm.send(new DescribeSessionsCommand({ State: 'Active', MaxResults: 200, NextToken: token })),
      );
      for (const { SessionId, Target, Reason = '', StartDate } of answer.Sessions ?? []) {
        const place = placeOf(Target, clusterName);
        if (place) found.push({ sessionId: SessionId, place, reason: Reason, startedAt: StartDate ?? null });
      }
      token = answer.NextToken;
      if (!token) break;
    }
    return found;
  });
}

function placeOf(target: string, clusterName: string): FoundSession['place'] | null {
  if (NODE_ID.test(target)) return { nodeId: target };
  const prefix = `ecs:${clusterName}_`;
  if (!target.startsWith(prefix)) return null;
  const taskId = target.slice(prefix.length).split('_')[0];
  return taskId && /^[0-9a-f]{32}$/.test(taskId) ? { taskId } : null;
}
