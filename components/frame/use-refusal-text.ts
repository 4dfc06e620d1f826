'use client';

import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import type { Refusal, RefusalReason } from '@/lib/domain/result';

const sentences = {
  NOT_FOUND: 'notFound',
  NOT_ALLOWED: 'notAllowed',
  CHANGED_MEANWHILE: 'changedMeanwhile',
  INPUT_NOT_UNDERSTOOD: 'inputNotUnderstood',
  TOO_MANY: 'tooMany',
  GROUPS_TOO_OLD: 'groupsTooOld',
  SIGNED_OUT: 'signedOut',
  POLICY_BROKEN: 'policyBroken',
  SELF_APPROVAL: 'selfApproval',
  NOT_AN_APPROVER: 'notAnApprover',
  ALREADY_DECIDED: 'alreadyDecided',
  ALREADY_SETTLED: 'alreadySettled',
  ALREADY_PENDING: 'alreadyPending',
  REQUEST_LAPSED: 'requestLapsed',
  TOO_LONG: 'tooLong',
  NOT_SHORTER: 'notShorter',
  REASON_MISSING: 'reasonMissing',
  START_IN_THE_PAST: 'startInThePast',
  START_TOO_FAR: 'startTooFar',
  NO_OPEN_GRANT: 'noOpenGrant',
  GRANT_ENDED: 'grantEnded',
  TOO_MANY_TERMINALS: 'tooManyTerminals',
  TERMINAL_ENDED: 'terminalEnded',
  TICKET_REFUSED: 'ticketRefused',
  SHUTTING_DOWN: 'shuttingDown',
  BASTION_FAILED: 'bastionFailed',
  BASTION_ENDED: 'bastionEnded',
} as const satisfies Record<RefusalReason, string>;

/** What the schemas of lib/inputs call their faults. */
export const problemCodes = [
  'textNeeded',
  'tooShort',
  'tooLong',
  'charactersNotAllowed',
  'wholeNumberNeeded',
  'tooSmall',
  'tooLarge',
  'instantNeeded',
] as const;

/** Says a refusal in the reader's language. */
export function useRefusalText(): (refusal: Refusal) => string {
  const t = useTranslations('refusals');
  return useCallback(
    ({ reason, facts }) => {
      const problem = problemCodes.find((code) => code === facts?.problem);
      if (reason === 'INPUT_NOT_UNDERSTOOD' && problem) return t(`problem.${problem}`);
      const { max = 0, days = 30 } = facts ?? {};
      return t(sentences[reason], { max: Number(max), days: Number(days) });
    },
    [t],
  );
}
