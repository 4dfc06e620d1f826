'use client';

import { useTranslations } from 'next-intl';
import { useRef } from 'react';
import { usePendingAct } from '@/components/frame/use-pending-act';
import { Dialog } from '@/components/ui/dialog';
import type { RequestRow } from '@/lib/domain/requests/view';
import * as inputs from '@/lib/inputs/requests';
import type { AnswerAct } from './answer-acts';
import { ReasonField, useReason } from './reason-field';
import { useFieldErrors } from './request-errors';

/** Saying no, with the reason its asker will read. */
export function DenyDialog({
  open,
  request,
  deny,
  close,
  onDenied,
}: {
  open: boolean;
  request: RequestRow;
  deny: AnswerAct<{ requestId: string; comment: string }>;
  close: () => void;
  onDenied: () => void;
}) {
  const t = useTranslations('approvals');
  const fieldErrors = useFieldErrors();
  const { pending, problem, clear, run } = usePendingAct();
  const reason = useReason();
  const field = useRef<HTMLTextAreaElement>(null);
  const { name } = request.person;
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
      title={t('denyTitle', { name, target: request.target.name })}
      description={t('denyText', { name })}
      keep={t('denyKeep')}
      act={t('denyAct')}
      busy={pending}
      initialFocus={field}
      onAct={() => {
        const input = { requestId: request.id, comment: reason.text };
        const parsed = inputs.deny.safeParse(input);
        const wrong = parsed.success ? undefined : fieldErrors(parsed.error).comment;
        if (wrong) return fault(wrong);
        run(
          () => deny(input),
          () => {
            reason.forget();
            onDenied();
          },
          (refusal, sentence) => {
            if (refusal.field === 'comment') fault(sentence);
            return refusal.field === 'comment';
          },
        );
      }}
    >
      <ReasonField label={t('denyReason', { name })} reason={reason} field={field} problem={problem} />
    </Dialog>
  );
}
