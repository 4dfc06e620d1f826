import type { RefusalReason } from '../domain/result';
import type { CloseName } from '../terminal-wire/close-codes';

/** The close code for each expected no; a new refusal does not compile until it has one. */
export function closeNameFor(reason: RefusalReason): CloseName {
  switch (reason) {
    case 'TICKET_REFUSED':
      return 'ticketRefused';
    case 'TOO_MANY':
    case 'TOO_MANY_TERMINALS':
      return 'tooMany';
    case 'TERMINAL_ENDED':
      return 'ended';
    case 'CHANGED_MEANWHILE':
    case 'SHUTTING_DOWN':
      return 'moving';
    case 'INPUT_NOT_UNDERSTOOD':
      return 'protocolBroken';
    case 'POLICY_BROKEN':
      return 'fault';
    case 'NOT_FOUND':
    case 'NOT_ALLOWED':
    case 'GROUPS_TOO_OLD':
    case 'SIGNED_OUT':
    case 'SELF_APPROVAL':
    case 'NOT_AN_APPROVER':
    case 'ALREADY_DECIDED':
    case 'ALREADY_SETTLED':
    case 'ALREADY_PENDING':
    case 'REQUEST_LAPSED':
    case 'TOO_LONG':
    case 'NOT_SHORTER':
    case 'REASON_MISSING':
    case 'START_IN_THE_PAST':
    case 'START_TOO_FAR':
    case 'NO_OPEN_GRANT':
    case 'GRANT_ENDED':
    case 'BASTION_FAILED':
    case 'BASTION_ENDED':
      return 'notAllowed';
  }
}
