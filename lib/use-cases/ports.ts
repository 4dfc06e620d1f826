import type { Bastion } from '../domain/bastions/bastion';
import type { Environment } from '../domain/targets/environment';
import type { EnvironmentFacts, Examined } from '../domain/targets/environment-facts';
import type { ManagedNode } from '../domain/targets/node';
import type { SessionParameters } from '../domain/targets/target';
import type { DataKeyRequest, WrappedDataKey } from '../domain/terminals/data-key';

/** What ECS says of one task, parsed at the adapter. */
export type BastionTask = {
  taskArn: string;
  /** The bastion row's id, from the task's tag; null when the task is not ours. */
  bastionId: string | null;
  phase: 'provisioning' | 'pending' | 'running' | 'stopping' | 'stopped' | 'missing';
  networkAttached: boolean;
  imagePulled: boolean;
  agentConnected: boolean;
  /** Why the agent of a running task stopped, which nothing mends; null while it has not. */
  agentStopped: string | null;
  runtimeId: string | null;
  /** Why it stopped, in the service's words. */
  stopCode: string | null;
  stopText: string | null;
};

/** Starts, follows and stops Fargate tasks. Every method may throw CloudError; throttling is retried inside. */
export interface BastionLauncher {
  /** RunTask; safe to repeat with the same clientToken. */
  run(
    environment: Environment,
    bastion: Pick<Bastion, 'id' | 'number' | 'clientToken' | 'personId'>,
  ): Promise<{ taskArn: string }>;
  /** DescribeTasks; tasks the service no longer knows come back with phase 'missing'. */
  describe(environment: Environment, taskArns: readonly string[]): Promise<BastionTask[]>;
  /** Every task of ours that is not stopped, whoever remembers it. */
  list(environment: Environment): Promise<BastionTask[]>;
  /** StopTask; a task already gone is fine. */
  stop(environment: Environment, taskArn: string, reason: string): Promise<void>;
}

/** The person an AWS call is made for; becomes RoleSessionName, SourceIdentity and session tags. */
export type OnBehalfOf = { personId: string; email: string; requestNumber: number; terminalId: string };

/** Where a shell is started, and by what: a command in the container of a task, or a session document on a managed node. */
export type SessionPlace =
  | { via: 'task'; taskArn: string; runtimeId: string; command: string }
  | { via: 'node'; nodeId: string; document: string; parameters: SessionParameters; reason: string };

/** A session the service has, where it runs, and the reason it was started with; only sessions on nodes have one. */
export type FoundSession = {
  sessionId: string;
  place: { taskId: string } | { nodeId: string };
  reason: string;
  startedAt: Date | null;
};

/** What StartSession or ExecuteCommand gives: where to connect and the short-lived token for it (never logged, never stored). */
export type AgentSession = { sessionId: string; streamUrl: string; token: string; assumedRole: string | null };

/** Session Manager sessions in bastions and on managed nodes. Every method may throw CloudError; throttling is retried inside. */
export interface AgentSessions {
  /** A task whose agent is late is waited for, about twenty seconds; a node that is not connected is `notReady` at once. */
  start(environment: Environment, place: SessionPlace, who: OnBehalfOf): Promise<AgentSession>;
  /** A new token for a session whose line was lost; null when the service no longer has the session. */
  resume(environment: Environment, sessionId: string): Promise<Pick<AgentSession, 'token'> | null>;
  /** Sessions that run in tasks of the environment's cluster and on nodes of its account and region, whoever started them. */
  list(environment: Environment): Promise<FoundSession[]>;
  /** GenerateDataKey, 64 bytes: within the time an agent waits for an answer, or not at all. The caller overwrites the plaintext. */
  createDataKey(
    environment: Environment,
    request: DataKeyRequest,
    who: OnBehalfOf,
  ): Promise<{ plaintext: Uint8Array; ciphertext: Uint8Array }>;
  /** Decrypt: the plaintext of a key that was created for this session before. The caller overwrites it. */
  recoverDataKey(environment: Environment, wrapped: WrappedDataKey, who: OnBehalfOf): Promise<Uint8Array>;
  /** TerminateSession; a session already gone is fine. */
  end(environment: Environment, sessionId: string): Promise<void>;
}

/** Which managed nodes are asked for: those with all of these tags, each with one of its values, or these ids. */
export type WhichNodes = { tags: Readonly<Record<string, readonly string[]>> } | { ids: readonly string[] };

/** Machines that Systems Manager manages in an environment's account and region. Every method may throw CloudError. */
export interface ManagedNodes {
  /** DescribeInstanceInformation, all pages, with the nodes' tags. */
  list(environment: Environment, which: WhichNodes): Promise<ManagedNode[]>;
  /** When and how one node's agent was last heard of; null when Systems Manager does not know it. */
  lastHeard(environment: Environment, nodeId: string): Promise<Pick<ManagedNode, 'ping' | 'lastPingAt'> | null>;
  /** GetConnectionStatus: whether a session could be started on the node now. */
  isConnected(environment: Environment, nodeId: string): Promise<boolean>;
}

/** Looks at what an environment rests on, and changes nothing. What AWS refuses is told in the facts; throws only for faults of ours. */
export interface EnvironmentReader {
  look(environment: Examined): Promise<EnvironmentFacts>;
}

/** Asks the durable queue for work; the rows are the truth, so a lost nudge only delays. */
export interface JobQueue {
  launchBastion(bastionId: string): Promise<void>;
  stopBastion(bastionId: string): Promise<void>;
}

export type Clock = { now(): Date };
export type NewId = () => string;
