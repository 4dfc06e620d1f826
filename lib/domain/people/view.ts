/** Views are what screens are given: plain values, instants as epoch milliseconds, nothing the viewer may not see. */
export type PersonView = { id: string; name: string };

export type Role = 'operator' | 'approver' | 'administrator' | 'auditor';

/** The signed-in person and what the frame shows. */
export type MeView = PersonView & {
  email: string;
  groups: string[];
  roles: Role[];
  /** Which pages exist for this person; the rest is absent, not grey. */
  pages: PageName[];
  counts: { requests: number; approvals: number; terminals: number; live: number; bastions: number };
};

/** A line of the people page. */
export type PersonRow = PersonView & {
  email: string;
  groups: string[];
  groupsReadAt: number;
  lastSeenAt: number;
  signIns: number;
  terminals: number;
  deactivated: boolean;
  acts: { revokeSignIns: boolean };
};

export type PageName =
  | 'connect'
  | 'requests'
  | 'approvals'
  | 'terminals'
  | 'live'
  | 'recordings'
  | 'audit'
  | 'bastions'
  | 'policies'
  | 'people';
