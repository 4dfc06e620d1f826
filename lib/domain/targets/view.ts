import type { EnvironmentKind } from './environment';
import type { NodePing } from './node';
import type { TargetKind } from './target';

export type EnvironmentView = { id: string; name: string; kind: EnvironmentKind; region: string; accountId: string };

/** What a person may do with a target right now. */
export type AccessView =
  | { state: 'open'; until: number; requestNumber: number; requestId: string }
  | { state: 'scheduled'; from: number; until: number; requestNumber: number; requestId: string }
  | { state: 'atOnce'; maxMinutes: number }
  | { state: 'waiting'; requestId: string; requestNumber: number; waitingFor: string[]; given: number; needed: number }
  | { state: 'ask'; approvals: number; maxMinutes: number }
  | { state: 'closed'; openTo: string[] };

export type TargetRow = {
  id: string;
  name: string;
  kind: TargetKind;
  address: string;
  note: string;
  lastUsedAt: number | null;
  /** Of a managed node, as its agent last said; null for other targets, and for a node that Systems Manager does not know. */
  node: NodeView | null;
  /** Found by Systems Manager, so in no order that anybody chose. */
  isFound: boolean;
  access: AccessView;
};

/** What is known of a managed node. */
export type NodeView = {
  id: string;
  ping: NodePing;
  lastPingAt: number | null;
  platform: string;
  agentVersion: string;
  ipAddress: string;
};

/** One environment card of the Connect page. */
export type EnvironmentGroup = EnvironmentView & {
  /** Null where no target needs one: managed nodes are reached by themselves. */
  bastion: { state: 'running' | 'launching' | 'none'; startsInSeconds: number } | null;
  targets: TargetRow[];
};

/** What a yes takes, per duration, shown before anything is sent. */
export type RequestOffer = {
  target: {
    id: string;
    name: string;
    kind: TargetKind;
    address: string;
    note: string;
    node: NodeView | null;
    /** The one command a terminal there runs; null for a shell. */
    command: string | null;
    /** Another document than the account's own shell, with its parameters, in one line. */
    document: string | null;
  };
  environment: EnvironmentView;
  /** Null when policy allows asking; else who it is open to. */
  closed: { openTo: string[] } | null;
  maxMinutes: number;
  durations: { minutes: number; approvals: number }[];
  /** For the longest approvals rule among the durations, per duration index via `approvals`; groups with people who could say yes, never the asker. */
  rules: {
    fromMinutes: number;
    toMinutes: number;
    approvals: number;
    groups: { name: string; people: string[]; online: number }[];
    policyIds: string[];
  }[];
  policyVersion: number;
  medianAnswerMinutes: number | null;
  bastionRunning: boolean;
};
