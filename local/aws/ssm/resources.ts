import type { Tag } from '../wire/input';

/** A right to register a number of nodes until a time (epoch milliseconds). */
export interface Activation {
  id: string;
  code: string;
  description: string | undefined;
  defaultInstanceName: string | undefined;
  iamRole: string;
  registrationLimit: number;
  registrations: number;
  expiresAt: number;
  createdAt: number;
  tags: Tag[];
}

export interface DocumentVersion {
  /** Counted from 1. */
  number: number;
  name: string | undefined;
  content: string;
  createdAt: number;
}

/** One document of an account and region, or of Amazon's own. */
export interface StoredDocument {
  name: string;
  owner: string;
  targetType: string | undefined;
  defaultVersion: number;
  versions: DocumentVersion[];
  tags: Tag[];
}

/** A machine that Systems Manager knows: EC2 (`i-…`) or registered by activation (`mi-…`). Instants are epoch milliseconds. */
export interface ManagedNode {
  id: string;
  kind: 'EC2Instance' | 'ManagedInstance';
  activationId: string | undefined;
  iamRole: string;
  name: string | undefined;
  registeredAt: number;
  tags: Tag[];
  platformType: string;
  platformName: string;
  platformVersion: string;
  computerName: string | undefined;
  ipAddress: string | undefined;
  agentVersion: string;
  lastPingAt: number;
  /** The task or node whose processes this AWS's own agent runs; undefined for one whose agent is elsewhere. */
  hostId: string | undefined;
  /** When this AWS's own agent began; undefined while it does not run. */
  agentSince: number | undefined;
  /** What a node registered by activation proves itself with. */
  identity: { fingerprint: string; publicKey: string } | undefined;
}
