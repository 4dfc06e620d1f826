'use client';

import { useTranslations } from 'next-intl';
import { ReasonDialog } from '@/components/frame/reason-dialog';
import { usePendingAct } from '@/components/frame/use-pending-act';
import type { RequestRow } from '@/lib/domain/requests/view';
import * as inputs from '@/lib/inputs/requests';
import type { AnswerAct } from './answer-acts';
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
  const { name } = request.person;
  return (
    <ReasonDialog
      open={open}
      title={t('denyTitle', { name, target: request.target.name })}
      description={t('denyText', { name })}
      keep={t('denyKeep')}
      act={t('denyAct')}
      label={t('denyReason', { name })}
      busy={pending}
      problem={problem}
      reasonFirst
      wrong={(comment) => {
        const parsed = inputs.deny.safeParse({ requestId: request.id, comment });
        return parsed.success ? null : (fieldErrors(parsed.error).comment ?? null);
      }}
      onClose={() => {
        clear();
        close();
      }}
      onAct={(comment, fault) =>
        run(
          () => deny({ requestId: request.id, comment }),
          onDenied,
          (refusal, sentence) => {
            if (refusal.field === 'comment') fault(sentence);
            return refusal.field === 'comment';
          },
        )
      }
    />
  );
}
