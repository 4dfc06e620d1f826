/** What a verb answers: its value, or a refusal, which is an expected no and never an exception. */
export type Result<Value, R extends Refusal = Refusal> = { ok: true; value: Value } | { ok: false; refusal: R };

/** An expected no: a reason in capitals and, where it helps the person, the field it concerns and facts for the sentence. */
export type Refusal<Reason extends RefusalReason = RefusalReason> = {
  reason: Reason;
  field?: string;
  facts?: Record<string, string | number>;
};

/** Every expected no in the house. Each door translates them with one exhaustive table. */
export type RefusalReason =
  // anybody, anything
  | 'NOT_FOUND'
  | 'NOT_ALLOWED'
  | 'CHANGED_MEANWHILE'
  | 'INPUT_NOT_UNDERSTOOD'
  | 'TOO_MANY'
  | 'GROUPS_TOO_OLD'
  | 'SIGNED_OUT'
  | 'POLICY_BROKEN'
  // requests and decisions
  | 'SELF_APPROVAL'
  | 'NOT_AN_APPROVER'
  | 'ALREADY_DECIDED'
  | 'ALREADY_SETTLED'
  | 'ALREADY_PENDING'
  | 'REQUEST_LAPSED'
  | 'TOO_LONG'
  | 'NOT_SHORTER'
  | 'REASON_MISSING'
  | 'START_IN_THE_PAST'
  | 'START_TOO_FAR'
  // grants and terminals
  | 'NO_OPEN_GRANT'
  | 'GRANT_ENDED'
  | 'TOO_MANY_TERMINALS'
  | 'TERMINAL_ENDED'
  | 'TICKET_REFUSED'
  | 'SHUTTING_DOWN'
  // bastions
  | 'BASTION_FAILED'
  | 'BASTION_ENDED';

export function ok<Value>(value: Value): { ok: true; value: Value } {
  return { ok: true, value };
}

export function refuse<Reason extends RefusalReason>(
  reason: Reason,
  more?: { field?: string; facts?: Record<string, string | number> },
): { ok: false; refusal: Refusal<Reason> } {
  return { ok: false, refusal: { reason, ...more } };
}
