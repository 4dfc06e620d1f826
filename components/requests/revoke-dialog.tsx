'use client';

import { useTranslations } from 'next-intl';
import { useRef } from 'react';
import type { Act } from '@/components/frame/act';
import { usePendingAct } from '@/components/frame/use-pending-act';
import { Dialog } from '@/components/ui/dialog';
import type { RequestDetail } from '@/lib/domain/requests/view';
import * as inputs from '@/lib/inputs/requests';
import { ReasonField, useReason } from './reason-field';
import { useFieldErrors } from './request-errors';

export type RevokeAct = Act<
  { requestId: string; reason: string },
  { requestId: string; number: number; terminalsEnding: number }
>;

/** Taking open access away; says how many terminals end with it. */
export function RevokeDialog({
  open,
  request,
  revoke,
  close,
  onRevoked,
}: {
  open: boolean;
  request: RequestDetail;
  revoke: RevokeAct;
  close: () => void;
  onRevoked: () => void;
}) {
  const t = useTranslations('requests.revoke');
  const fieldErrors = useFieldErrors();
  const { pending, problem, clear, run } = usePendingAct();
  const reason = useReason();
  const field = useRef<HTMLTextAreaElement>(null);
  const { name } = request.person;
  const count = request.openTerminals;
  const fault = (sentence: string) => {
    reason.fault(sentence);
    field.current?.focus();
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(isOpen) => {
        if (isOpen) return;
        clear();
        close();
      }}
      title={t('title', { request: `R-${request.number}`, name, target: request.target.name })}
      description={t('text', { count })}
      keep={t('keep')}
      act={t('confirm', { count })}
      busy={pending}
      onAct={() => {
        const input = { requestId: request.id, reason: reason.text };
        const parsed = inputs.revoke.safeParse(input);
        const wrong = parsed.success ? undefined : fieldErrors(parsed.error).reason;
        if (wrong) return fault(wrong);
        run(
          () => revoke(input),
          () => {
            reason.forget();
            onRevoked();
          },
          (refusal, sentence) => {
            if (refusal.field === 'reason') fault(sentence);
            return refusal.field === 'reason';
          },
        );
      }}
    >
      <ReasonField label={t('reason', { name })} reason={reason} field={field} problem={problem} />
    </Dialog>
  );
}
