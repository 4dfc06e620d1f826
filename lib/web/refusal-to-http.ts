import 'server-only';
import type { RefusalReason } from '../domain/result';

/** The HTTP status of each expected no. What one may not see does not exist. */
export function statusOf(reason: RefusalReason): 400 | 401 | 403 | 404 | 409 | 410 | 429 | 503 {
  switch (reason) {
    case 'INPUT_NOT_UNDERSTOOD':
    case 'REASON_MISSING':
    case 'TOO_LONG':
    case 'NOT_SHORTER':
    case 'START_IN_THE_PAST':
    case 'START_TOO_FAR':
      return 400;
    case 'SIGNED_OUT':
    case 'GROUPS_TOO_OLD':
    case 'TICKET_REFUSED':
      return 401;
    case 'NOT_ALLOWED':
    case 'SELF_APPROVAL':
    case 'NOT_AN_APPROVER':
    case 'NO_OPEN_GRANT':
      return 403;
    case 'NOT_FOUND':
      return 404;
    case 'CHANGED_MEANWHILE':
    case 'ALREADY_DECIDED':
    case 'ALREADY_SETTLED':
    case 'ALREADY_PENDING':
    case 'BASTION_FAILED':
      return 409;
    case 'REQUEST_LAPSED':
    case 'GRANT_ENDED':
    case 'TERMINAL_ENDED':
    case 'BASTION_ENDED':
      return 410;
    case 'TOO_MANY':
    case 'TOO_MANY_TERMINALS':
      return 429;
    case 'POLICY_BROKEN':
    case 'SHUTTING_DOWN':
      return 503;
  }
}
