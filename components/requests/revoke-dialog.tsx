'use client';

import { useTranslations } from 'next-intl';
import type { Act } from '@/components/frame/act';
import { ReasonDialog } from '@/components/frame/reason-dialog';
import { usePendingAct } from '@/components/frame/use-pending-act';
import type { RequestDetail } from '@/lib/domain/requests/view';
import * as inputs from '@/lib/inputs/requests';
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
  const { name } = request.person;
  const count = request.openTerminals;
  return (
    <ReasonDialog
      open={open}
      title={t('title', { request: `R-${request.number}`, name, target: request.target.name })}
      description={t('text', { count })}
      keep={t('keep')}
      act={t('confirm', { count })}
      label={t('reason', { name })}
      busy={pending}
      problem={problem}
      wrong={(reason) => {
        const parsed = inputs.revoke.safeParse({ requestId: request.id, reason });
        return parsed.success ? null : (fieldErrors(parsed.error).reason ?? null);
      }}
      onClose={() => {
        clear();
        close();
      }}
      onAct={(reason, fault) =>
        run(
          () => revoke({ requestId: request.id, reason }),
          onRevoked,
          (refusal, sentence) => {
            if (refusal.field === 'reason') fault(sentence);
            return refusal.field === 'reason';
          },
        )
      }
    />
  );
}
