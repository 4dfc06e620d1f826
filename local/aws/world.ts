import type { AgentSession } from './agent/agent-session';
import type { Dial } from './agent/dial';
import type { TaskProcesses } from './agent/task-processes';
import type { Faults } from './faults';
import type { Gateway } from './message-gateway/gateway';
import type { Principals } from './principals';
import type { Timings } from './settings';
import type { Activation, ManagedNode, StoredDocument } from './ssm/resources';
import type { Timers } from './timers';
import type { Input, Tag } from './wire/input';

export interface Cluster {
  name: string;
  arn: string;
  /** The KMS key that its ECS Exec sessions are encrypted with. */
  execKmsKeyId: string | undefined;
  /** Where its ECS Exec sessions are logged instead of the container's own log. */
  execLog: ExecLog | undefined;
}

/** The logConfiguration of a cluster whose logging is OVERRIDE. */
export interface ExecLog {
  cloudWatchLogGroupName?: string;
  cloudWatchEncryptionEnabled?: boolean;
  s3BucketName?: string;
  s3EncryptionEnabled?: boolean;
  s3KeyPrefix?: string;
}

export interface TaskDefinition {
  arn: string;
  family: string;
  revision: number;
  registeredAt: number;
  registeredBy: string;
  taskRoleArn: string | undefined;
  /** Container names, in order, with what this AWS makes use of. */
  containers: { name: string; image: string; environment: Record<string, string> }[];
  /** The request's own members, handed back by DescribeTaskDefinition. */
  request: Input;
  tags: Tag[];
}

export type TaskStatus =
  | 'PROVISIONING'
  | 'PENDING'
  | 'RUNNING'
  | 'DEACTIVATING'
  | 'STOPPING'
  | 'DEPROVISIONING'
  | 'STOPPED';

export interface Container {
  name: string;
  image: string;
  arn: string;
  runtimeId: string | undefined;
  lastStatus: 'PENDING' | 'RUNNING' | 'STOPPED';
  exitCode: number | undefined;
  reason: string | undefined;
  environment: Record<string, string>;
}

/** One Fargate task; instants are epoch milliseconds, undefined until they have happened. */
export interface Task {
  id: string;
  arn: string;
  cluster: Cluster;
  definition: TaskDefinition;
  lastStatus: TaskStatus;
  desiredStatus: 'RUNNING' | 'STOPPED';
  containers: Container[];
  enableExecuteCommand: boolean;
  /** Undefined while the task has no ExecuteCommandAgent at all. */
  agentStatus: 'PENDING' | 'RUNNING' | 'STOPPED' | undefined;
  agentReason: string | undefined;
  agentStartedAt: number | undefined;
  network: {
    attachmentId: string;
    interfaceId: string;
    status: string;
    subnetId: string;
    privateAddress: string;
    macAddress: string;
  };
  startedBy: string | undefined;
  group: string;
  launchType: string;
  platformVersion: string;
  overrides: Input;
  tags: Tag[];
  version: number;
  createdAt: number;
  connectivityAt: number | undefined;
  pullStartedAt: number | undefined;
  pullStoppedAt: number | undefined;
  startedAt: number | undefined;
  stoppingAt: number | undefined;
  stoppedAt: number | undefined;
  executionStoppedAt: number | undefined;
  stopCode: string | undefined;
  stoppedReason: string | undefined;
}

type SessionStatus = 'Connecting' | 'Connected' | 'Disconnected' | 'Terminating' | 'Terminated' | 'Failed';

/** One session of ECS Exec or StartSession; instants are epoch milliseconds. */
export interface Session {
  id: string;
  /** The task or node it runs on. */
  hostId: string;
  /** `i-…`, `mi-…` or `ecs:<cluster>_<task id>_<container runtime id>` */
  target: string;
  documentName: string;
  owner: string;
  reason: string | undefined;
  status: SessionStatus;
  startedAt: number;
  endedAt: number | undefined;
  /** What the service said at the end, e.g. the idle text. */
  details: string;
  argv: string[];
  /** The service ends it after this long without stream data. */
  idleMs: number;
  /** The service ends it after this long in any case. */
  maximumMs: number | undefined;
  /** The document's own writing of it. */
  maximumMinutes: string | undefined;
  /** The shell's process on this host, once it runs. */
  pid: number | undefined;
  /** The node whose agent is not this AWS's own but on a control channel. */
  externalNode: string | undefined;
  /** Who made the call: for ECS Exec the owner is a service role, so this is only in the inspection. */
  startedByArn: string;
  sourceIdentity: string | undefined;
  principalTags: Record<string, string>;
}

/** One API call as CloudTrail would keep it; the newest thousand are kept. */
export interface CallRecord {
  at: number;
  requestId: string;
  service: string;
  operation: string;
  accessKeyId?: string;
  principalArn?: string;
  sourceIdentity?: string;
  tags?: Record<string, string>;
  errorCode?: string;
}

/** One symmetric key of one account and region. */
export interface Key {
  id: string;
  arn: string;
  createdAt: number;
  description: string;
  enabled: boolean;
  usage: 'ENCRYPT_DECRYPT';
  policy: string;
  /** The 32 secret bytes that never leave this AWS. */
  material: Buffer;
}

/** What all accounts and regions stand on. */
export interface Ground {
  /** The host and port the message gateway is reached at. */
  address: string;
  timings: Timings;
  faults: Faults;
  principals: Principals;
  timers: Timers;
  gateway: Gateway;
  processes: TaskProcesses;
  /** Where port sessions lead. */
  dial: Dial;
  /** By session id, while the agent is at work. */
  agents: Map<string, AgentSession>;
  calls: CallRecord[];
  now(): number;
  log(line: string): void;
}

/** What one account keeps in one region; in memory, gone with the process. */
export interface World extends Ground {
  region: string;
  accountId: string;
  clusters: Map<string, Cluster>;
  taskDefinitions: TaskDefinition[];
  /** By task id, oldest first. */
  tasks: Map<string, Task>;
  /** RunTask's client tokens and what they were used for. */
  runTaskTokens: Map<string, { request: string; taskIds: string[] }>;
  /** By session id, oldest first. */
  sessions: Map<string, Session>;
  /** KMS keys by id. */
  keys: Map<string, Key>;
  /** Systems Manager's documents by name, activations and nodes by id. */
  documents: Map<string, StoredDocument>;
  activations: Map<string, Activation>;
  nodes: Map<string, ManagedNode>;
}
