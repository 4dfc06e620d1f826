/** What policy demands of one request before it opens: how many people must say yes, and from which groups. */
export type Requirement = {
  /** Distinct people who must approve; 0 opens at once. */
  approvals: number;
  /** Each named group must be spoken for by a person of its own; empty means anyone who may approve. Never more than `approvals`. */
  groups: readonly string[];
  /** The longest this person may ask for here; 0 means nothing may be asked for. */
  maxMinutes: number;
  /** The permitting policies that say so. */
  policyIds: readonly string[];
  policyVersion: number;
};
