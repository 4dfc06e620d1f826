import type { PersonView } from '../people/view';
import type { TargetKind } from '../targets/target';
import type { EnvironmentView, NodeView } from '../targets/view';
import type { RequestStatus } from './request';

export type GrantView = {
  id: string;
  status: 'scheduled' | 'open' | 'expired' | 'revoked';
  startsAt: number;
  endsAt: number;
  endedAt: number | null;
  revokedBy: PersonView | null;
  revokedReason: string | null;
};

export type RequestRow = {
  id: string;
  number: number;
  person: PersonView;
  target: { id: string; name: string; kind: TargetKind; address: string };
  environment: EnvironmentView;
  reason: string;
  ticket: string | null;
  minutes: number;
  startsAt: number | null;
  status: RequestStatus;
  createdAt: number;
  lapsesAt: number;
  approvals: { given: number; needed: number; missingGroups: string[] };
  deniedBy: PersonView | null;
  denial: string | null;
  grant: GrantView | null;
};

/** One line of "what has happened", oldest first; future steps follow with at null. */
export type TimelineEntry = {
  at: number | null;
  kind:
    | 'asked'
    | 'policyApplied'
    | 'approved'
    | 'approvedByPolicy'
    | 'denied'
    | 'withdrawn'
    | 'lapsed'
    | 'opened'
    | 'terminalOpened'
    | 'terminalEnded'
    | 'expired'
    | 'revoked'
    | 'waiting';
  who: PersonView | null;
  detail: Record<string, string | number | null>;
};

export type RequestDetail = RequestRow & {
  personGroups: string[];
  /** Per demanded group: who said yes, or who could. */
  mustSayYes: {
    group: string;
    by: PersonView | null;
    at: number | null;
    comment: string | null;
    could: PersonView[];
  }[];
  timeline: TimelineEntry[];
  /** What the viewer may do now; absent acts are not shown. */
  acts: { approve: boolean; deny: boolean; withdraw: boolean; revoke: boolean; connect: boolean };
  /** Why the viewer may not approve although approvers may, when it is worth saying. */
  cannotApproveBecause: 'SELF_APPROVAL' | 'ALREADY_DECIDED' | 'GROUPS_TOO_OLD' | null;
  worthKnowing: { firstTimeOnTarget: boolean; grantsIn90Days: number; endedEarly: number; longerThanUsual: boolean };
  openTerminals: number;
  policyVersion: number;
  policyIds: string[];
  bastionRunning: boolean;
  /** Of a managed node, as its agent last said; null for other targets, and for a node that Systems Manager does not know. */
  node: NodeView | null;
  /** The one command a terminal there runs; null for a shell. */
  command: string | null;
  /** Another document than the account's own shell, with its parameters, in one line. */
  document: string | null;
};
