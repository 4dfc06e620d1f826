import type { EnvironmentId } from '../ids';
import type { NodeDiscovery } from './node';

export type EnvironmentKind = 'production' | 'staging' | 'development' | 'site' | 'other';

/** An AWS account, region, network and cluster in which bastions run. */
export type Environment = {
  id: EnvironmentId;
  name: string;
  kind: EnvironmentKind;
  position: number;
  region: string;
  accountId: string;
  cluster: string;
  taskDefinition: string;
  container: string;
  subnets: readonly string[];
  securityGroups: readonly string[];
  assignPublicIp: boolean;
  /** Role assumed per person for ExecuteCommand; null means Postern's own credentials. */
  operatorRoleArn: string | null;
  sharing: 'shared' | 'perPerson';
  bastionIdleMinutes: number;
  bastionMaxHours: number;
  terminalIdleMinutes: number;
  terminalMaxMinutes: number;
  terminalGraceMinutes: number;
  strictRecording: boolean;
  /** Its cluster and session documents name a KMS key: a terminal that is not encrypted end to end is refused. */
  encryptedOnly: boolean;
  /** Which managed nodes are targets; null when none are looked for. */
  nodes: NodeDiscovery | null;
};
