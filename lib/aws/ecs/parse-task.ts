import type { Task } from '@aws-sdk/client-ecs';
import { z } from 'zod';
import { BASTION_TAG, ENVIRONMENT_TAG } from '../../domain/bastions/tags';
import type { BastionTask } from '../../use-cases/ports';

const PHASES = {
  PROVISIONING: 'provisioning',
  PENDING: 'pending',
  ACTIVATING: 'pending',
  RUNNING: 'running',
  DEACTIVATING: 'stopping',
  STOPPING: 'stopping',
  DEPROVISIONING: 'stopping',
  STOPPED: 'stopped',
  DELETED: 'stopped',
} as const satisfies Record<string, BastionTask['phase']>;

const shape = z.object({
  taskArn: z.string().startsWith('arn:'),
  lastStatus: z.enum(Object.keys(PHASES) as [keyof typeof PHASES, ...(keyof typeof PHASES)[]]),
  connectivity: z.string().optional(),
  pullStoppedAt: z.date().optional(),
  stopCode: z.string().optional(),
  stoppedReason: z.string().optional(),
  attachments: z.array(z.object({ type: z.string().optional(), status: z.string().optional() })).default([]),
  tags: z.array(z.object({ key: z.string(), value: z.string().default('') })).default([]),
  containers: z
    .array(
      z.object({
        name: z.string().optional(),
        runtimeId: z.string().optional(),
        reason: z.string().optional(),
        managedAgents: z
          .array(
            z.object({ name: z.string().optional(), lastStatus: z.string().optional(), reason: z.string().optional() }),
          )
          .default([]),
      }),
    )
    .default([]),
});

/** Reads one task of DescribeTasks; `container` is the one that is entered. Throws ZodError on an undocumented shape. */
export function parseTask(task: Task, container: string): BastionTask & { environmentId: string | null } {
  const read = shape.parse(task);
  const entered = read.containers.find(({ name }) => name === container);
  const agent = entered?.managedAgents.find(({ name }) => name === 'ExecuteCommandAgent');
  const phase = PHASES[read.lastStatus];
  const reasons = [read.stoppedReason, ...read.containers.map(({ reason }) => reason)].filter((text) => text);
  return {
    taskArn: read.taskArn,
    bastionId: tagOf(read.tags, BASTION_TAG),
    environmentId: tagOf(read.tags, ENVIRONMENT_TAG),
    phase,
    networkAttached:
      phase === 'running' ||
      read.connectivity === 'CONNECTED' ||
      read.attachments.some(({ type, status }) => type === 'ElasticNetworkInterface' && status === 'ATTACHED'),
    imagePulled: phase === 'running' || read.pullStoppedAt !== undefined,
    agentConnected: phase === 'running' && agent?.lastStatus === 'RUNNING',
    agentStopped:
      phase === 'running' && agent?.lastStatus === 'STOPPED' ? (agent.reason ?? 'The agent stopped.') : null,
    runtimeId: entered?.runtimeId ?? null,
    stopCode: read.stopCode ?? null,
    stopText: [...new Set(reasons)].join(' ') || null,
  };
}

/** A task the service no longer knows. */
export function missingTask(taskArn: string): BastionTask {
  return {
    taskArn,
    bastionId: null,
    phase: 'missing',
    networkAttached: false,
    imagePulled: false,
    agentConnected: false,
    agentStopped: null,
    runtimeId: null,
    stopCode: null,
    stopText: null,
  };
}

function tagOf(tags: readonly { key: string; value: string }[], key: string): string | null {
  return tags.find((tag) => tag.key === key)?.value ?? null;
}
