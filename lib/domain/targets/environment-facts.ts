import type { CloudError } from '../cloud-error';
import type { Environment } from './environment';
import type { Target } from './target';

/** What AWS answered, null where it has no such thing, or why it did not answer. */
export type Seen<Value> = { value: Value | null } | { error: CloudError };

/** The parts of an environment that can be compared with AWS. */
export type Examined = Pick<
  Environment,
  | 'name'
  | 'region'
  | 'accountId'
  | 'cluster'
  | 'taskDefinition'
  | 'container'
  | 'subnets'
  | 'securityGroups'
  | 'assignPublicIp'
  | 'operatorRoleArn'
> & {
  /** Session documents that managed nodes are entered by. */
  documents: readonly string[];
};

/** What is examined of an environment and its targets. */
export function examinedOf(
  environment: Omit<Examined, 'documents'> & Pick<Environment, 'nodes'>,
  targets: readonly Pick<Target, 'document'>[],
): Examined {
  const named = [environment.nodes?.document, ...targets.map(({ document }) => document)];
  return { ...environment, documents: [...new Set(named.filter((one) => typeof one === 'string'))] };
}

export type CallerFacts = {
  accountId: string;
  arn: string;
  /** How far this machine's clock is ahead of AWS, in milliseconds; null when the answer carried no date. */
  clockAheadMs: number | null;
};

export type ClusterFacts = {
  arn: string;
  status: string;
  /** How ECS Exec writes its session log and encrypts the line; null when the cluster says nothing of it. */
  exec: {
    logging: string;
    kmsKeyId: string | null;
    logGroup: string | null;
    logGroupEncrypted: boolean;
    bucket: string | null;
    bucketEncrypted: boolean;
  } | null;
};

export type ContainerFacts = {
  name: string;
  initProcessEnabled: boolean;
  readonlyRootFilesystem: boolean;
  /** Where its own output goes, such as awslogs; null when nowhere. */
  logDriver: string | null;
};

export type TaskDefinitionFacts = {
  arn: string;
  status: string;
  networkMode: string | null;
  compatibilities: readonly string[];
  taskRoleArn: string | null;
  executionRoleArn: string | null;
  containers: readonly ContainerFacts[];
};

export type SessionDocumentFacts = {
  name: string;
  /** Standard_Stream for a shell; null when the content says none. */
  sessionType: string | null;
  kmsKeyId: string | null;
  logGroup: string | null;
  bucket: string | null;
  idleMinutes: number | null;
};

/** Everything that reading calls can tell of an environment. */
export type EnvironmentFacts = {
  caller: Seen<CallerFacts>;
  cluster: Seen<ClusterFacts>;
  taskDefinition: Seen<TaskDefinitionFacts>;
  /** The ARN spoken as after taking on the operator role; null when the environment names no role. */
  operator: Seen<string> | null;
  /** One for each document that is named. */
  documents: readonly { name: string; seen: Seen<SessionDocumentFacts> }[];
};
