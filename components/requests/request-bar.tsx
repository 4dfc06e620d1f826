'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { firstSize } from '@/components/connect/first-size';
import { useHotkeys } from '@/components/frame/use-hotkeys';
import { usePendingAct } from '@/components/frame/use-pending-act';
import { Button, type ButtonProps } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { FieldError } from '@/components/ui/field';
import { Status } from '@/components/ui/status';
import type { RequestDetail } from '@/lib/domain/requests/view';
import { useArmed } from '../frame/use-armed';
import type { RequestActs } from './answer-acts';
import { DenyDialog } from './deny-dialog';
import { useLongDuration } from './long-duration';
import { useRequestWords } from './request-words';
import { RevokeDialog } from './revoke-dialog';
import { ShortenDialog } from './shorten-dialog';
import { useSentNews } from './use-sent-news';
import { whatCameOfIt } from './what-came-of-it';
import { WithdrawDialog } from './withdraw-dialog';

type Asking = 'shorten' | 'deny' | 'withdraw' | 'revoke' | null;

/**
 * What the reader may do with a request, at its foot: decide it, or, once it is decided, see what came of it and go on
 * to the next. It must be given the request as its React key, so that nothing of one is left for another.
 */
export function RequestBar({
  request,
  myId,
  acts,
  onNext,
}: {
  request: RequestDetail;
  myId: string;
  acts: RequestActs;
  /** Shows the next request that waits; null when none does. */
  onNext: (() => void) | null;
}) {
  const t = useTranslations('approvals');
  const tr = useTranslations('requests');
  const router = useRouter();
  const long = useLongDuration();
  const words = useRequestWords();
  const isArmed = useArmed(request.id);
  const deciding = usePendingAct();
  const { tellWithdrawn } = useSentNews();
  const [asking, setAsking] = useState<Asking>(null);
  const close = () => setAsking(null);
  const done = () => {
    close();
    router.refresh();
  };

  const may = request.acts;
  const ask = (what: Exclude<Asking, null>) => {
    if (isArmed()) setAsking(what);
  };
  const approve = () => {
    if (!isArmed()) return;
    deciding.run(() => acts.approve({ requestId: request.id, minutes: null }), done);
  };
  const open = () => {
    if (!isArmed()) return;
    deciding.run(
      () => acts.openTerminal({ targetId: request.target.id, ...firstSize(window) }),
      ({ terminalId }) => router.push(`/terminals/${terminalId}`),
    );
  };
  useHotkeys({
    ...(may.approve && { a: approve, s: () => ask('shorten') }),
    ...(may.deny && { d: () => ask('deny') }),
  });

  const { word, ...shape } = words(request);
  const others = new Set(request.mustSayYes.flatMap((seat) => seat.could.map((person) => person.id)));
  others.delete(myId);
  const isDecision = may.approve || may.deny;

  return (
    <>
      {isDecision ? (
        <>
          {may.approve ? (
            <>
              <BarButton
                variant="primary"
                keyHint="a"
                busy={deciding.pending}
                onClick={approve}
                className="phone:h-[52px] phone:w-full phone:flex-none"
              >
                {t('approve', { duration: long(request.minutes) })}
              </BarButton>
              <BarButton keyHint="s" aria-haspopup="dialog" onClick={() => ask('shorten')}>
                {t('shorter')}
              </BarButton>
            </>
          ) : null}
          {may.deny ? (
            <BarButton variant="danger" keyHint="d" aria-haspopup="dialog" onClick={() => ask('deny')}>
              {t('deny')}
            </BarButton>
          ) : null}
        </>
      ) : (
        <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-4 gap-y-1">
          <Status {...shape}>{word}</Status>
          <Explanation request={request} others={others.size} />
        </div>
      )}
      {deciding.problem ? (
        <div role="alert" className="min-w-0 flex-1">
          <FieldError>{deciding.problem}</FieldError>
        </div>
      ) : null}
      <div className="ml-auto flex flex-wrap items-center gap-2 phone:w-full">
        {may.withdraw ? (
          <BarButton aria-haspopup="dialog" onClick={() => ask('withdraw')}>
            {tr('withdraw.act')}
          </BarButton>
        ) : null}
        {may.revoke ? (
          <BarButton variant="danger" aria-haspopup="dialog" onClick={() => ask('revoke')}>
            {tr('revoke.act')}
          </BarButton>
        ) : null}
        {may.connect ? (
          <BarButton variant="primary" busy={deciding.pending} onClick={open}>
            {tr('open')}
          </BarButton>
        ) : null}
        {request.person.id === myId && whatCameOfIt(request) !== null ? (
          <BarButton asChild>
            <Link href={`/?ask=${request.target.id}`}>{tr('again')}</Link>
          </BarButton>
        ) : null}
        {!isDecision && onNext ? (
          <BarButton variant={may.connect ? 'secondary' : 'primary'} keyHint="j" onClick={onNext}>
            {t('next')}
          </BarButton>
        ) : null}
      </div>
      <DenyDialog open={asking === 'deny'} request={request} deny={acts.deny} close={close} onDenied={done} />
      <ShortenDialog
        open={asking === 'shorten'}
        request={request}
        approve={acts.approve}
        close={close}
        onApproved={done}
      />
      <RevokeDialog open={asking === 'revoke'} request={request} revoke={acts.revoke} close={close} onRevoked={done} />
      <WithdrawDialog
        request={asking === 'withdraw' ? { id: request.id, number: request.number, target: request.target.name } : null}
        withdraw={acts.withdraw}
        close={close}
        onWithdrawn={(number) => {
          tellWithdrawn(number);
          router.refresh();
        }}
      />
    </>
  );
}

/** One act of the bar: large, and on a phone as wide as its neighbours leave room. */
function BarButton({ className, ...button }: ButtonProps) {
  return <Button size="large" className={classNames('phone:h-12 phone:flex-1', className)} {...button} />;
}

/** Why there is nothing to decide here, when that is worth saying. */
function Explanation({ request, others }: { request: RequestDetail; others: number }): ReactNode {
  const t = useTranslations('approvals');
  const tr = useTranslations('requests');
  if (request.status === 'denied' && request.denial)
    return (
      <span className="min-w-0 text-text-2 [overflow-wrap:anywhere]">{tr('quoted', { words: request.denial })}</span>
    );
  switch (request.cannotApproveBecause) {
    case 'SELF_APPROVAL':
      return <span className="text-text-2">{t('ownRequest', { count: others })}</span>;
    case 'ALREADY_DECIDED':
      return (
        <span className="text-text-2">
          {t('youAnswered', { given: request.approvals.given, needed: request.approvals.needed })}
        </span>
      );
    case 'GROUPS_TOO_OLD':
      return <span className="text-text-2">{t('groupsTooOld')}</span>;
    default:
      return null;
  }
}
