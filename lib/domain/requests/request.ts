import type { GrantId, PersonId, RequestId, TargetId } from '../ids';

export type RequestStatus = 'pending' | 'approved' | 'denied' | 'withdrawn' | 'lapsed';

/** Somebody asks for access to a target. */
export type AccessRequest = {
  id: RequestId;
  /** Shown as R-1087. */
  number: number;
  personId: PersonId;
  targetId: TargetId;
  reason: string;
  ticket: string | null;
  minutes: number;
  /** Asked-for start; null means from the last approval on. */
  startsAt: Date | null;
  status: RequestStatus;
  approvalsNeeded: number;
  /** One approval from each named group is demanded; with fewer groups than approvals the rest may come from any of them. */
  approverGroups: readonly string[];
  policyVersion: number;
  policyIds: readonly string[];
  createdAt: Date;
  lapsesAt: Date;
  settledAt: Date | null;
};

/** An approver's yes or no. */
export type Decision = {
  requestId: RequestId;
  personId: PersonId;
  kind: 'approved' | 'denied';
  /** Shortened duration; null means as asked. */
  minutes: number | null;
  comment: string | null;
  forGroups: readonly string[];
  createdAt: Date;
};

export type GrantStatus = 'active' | 'expired' | 'revoked';

/** Access that is live from startsAt until endsAt, unless it is revoked before. */
export type Grant = {
  id: GrantId;
  requestId: RequestId;
  personId: PersonId;
  targetId: TargetId;
  status: GrantStatus;
  startsAt: Date;
  endsAt: Date;
};
