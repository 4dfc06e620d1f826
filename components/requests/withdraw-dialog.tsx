'use client';

import { useTranslations } from 'next-intl';
import type { Act } from '@/components/frame/act';
import { usePendingAct } from '@/components/frame/use-pending-act';
import { Dialog } from '@/components/ui/dialog';
import { FieldError } from '@/components/ui/field';

export type WithdrawAct = Act<{ requestId: string }, { requestId: string; number: number }>;

/** Asks before one's own request is taken back. */
export function WithdrawDialog({
  request,
  withdraw,
  close,
  onWithdrawn,
}: {
  /** Null while nothing is asked. */
  request: { id: string; number: number; target: string } | null;
  withdraw: WithdrawAct;
  close: () => void;
  onWithdrawn: (number: number) => void;
}) {
  const t = useTranslations('requests.withdraw');
  const { pending, problem, clear, run } = usePendingAct();
  return (
    <Dialog
      open={request !== null}
      onOpenChange={(open) => {
        if (open) return;
        clear();
        close();
      }}
      title={t('title', { request: `R-${request?.number ?? ''}`, target: request?.target ?? '' })}
      description={t('text')}
      keep={t('keep')}
      act={t('confirm')}
      busy={pending}
      onAct={() => {
        if (!request) return;
        run(
          () => withdraw({ requestId: request.id }),
          ({ number }) => {
            close();
            onWithdrawn(number);
          },
        );
      }}
    >
      {problem ? (
        <div role="alert">
          <FieldError>{problem}</FieldError>
        </div>
      ) : null}
    </Dialog>
  );
}
