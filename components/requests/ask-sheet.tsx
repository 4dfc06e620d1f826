'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { isAway, NodeStatus } from '@/components/connect/node-status';
import { TargetIcon } from '@/components/connect/target-icon';
import type { Act } from '@/components/frame/act';
import { Button } from '@/components/ui/button';
import { EnvironmentTag } from '@/components/ui/environment-tag';
import { Sheet, SheetBody, SheetFoot } from '@/components/ui/sheet';
import { SkeletonRows } from '@/components/ui/skeleton';
import { Status } from '@/components/ui/status';
import type { EnvironmentView, RequestOffer, TargetRow } from '@/lib/domain/targets/view';
import { RequestForm } from './request-form';
import { type RequestText, type SentHow, type SentRequest, useRequestForm } from './use-request-form';

/** A target as the sheet's head names it, known before its offer is. */
export type AskedTarget = { target: TargetRow; environment: EnvironmentView };

type Answers = {
  send: Act<RequestText, SentRequest>;
  onSent: (sent: SentRequest, how: SentHow, offer: RequestOffer) => void;
  /** What follows the sending is still under way, such as opening a terminal. */
  following: boolean;
};

/** Asking for one target, in a sheet from the right. The head is there at once, the rest when policy has answered. */
export function AskSheet({
  asked: { target, environment },
  offer,
  myGroups,
  close,
  ...answers
}: Answers & {
  asked: AskedTarget;
  /** Null until policy has said what a yes takes. */
  offer: RequestOffer | null;
  myGroups: readonly string[];
  close: () => void;
}) {
  const t = useTranslations('requests.form');
  return (
    <Sheet
      open
      laidOut
      onOpenChange={(open) => {
        if (!open) close();
      }}
      environment={environment.kind}
      icon={<TargetIcon target={target} />}
      title={
        <>
          <span className="truncate" title={target.name}>
            {t('title', { target: target.name })}
          </span>
          <EnvironmentTag kind={environment.kind}>{environment.name}</EnvironmentTag>
        </>
      }
      subtitle={
        <>
          {environment.region}
          {target.address === '' ? null : (
            <>
              <span className="mx-1">·</span>
              <span className="font-mono text-mono">{target.address}</span>
            </>
          )}
        </>
      }
      onOpenAutoFocus={(event) => {
        const sheet = event.target;
        const reason = sheet instanceof HTMLElement ? sheet.querySelector<HTMLElement>('[data-field="reason"]') : null;
        if (!reason) return;
        event.preventDefault();
        reason.focus();
      }}
    >
      {target.access.state === 'waiting' ? (
        <AlreadyAsked requestId={target.access.requestId} number={target.access.requestNumber} />
      ) : !offer ? (
        <SheetBody>
          <SkeletonRows rows={5} />
        </SheetBody>
      ) : offer.closed ? (
        <Closed offer={offer} openTo={offer.closed.openTo} myGroups={myGroups} close={close} />
      ) : (
        <Asking key={target.id} offer={offer} close={close} {...answers} />
      )}
    </Sheet>
  );
}

function AlreadyAsked({ requestId, number }: { requestId: string; number: number }) {
  const t = useTranslations('requests.form');
  return (
    <SheetBody>
      <Status tone="wait" door="waiting">
        {t('alreadyAsked', { number })}
      </Status>
      <Button asChild className="self-start">
        <Link href={`/requests/${requestId}`}>{t('seeRequest', { number })}</Link>
      </Button>
    </SheetBody>
  );
}

function Closed({
  offer: { target, environment },
  openTo,
  myGroups,
  close,
}: {
  offer: RequestOffer;
  openTo: readonly string[];
  myGroups: readonly string[];
  close: () => void;
}) {
  const t = useTranslations('requests.form');
  const groups = openTo.join(', ');
  return (
    <>
      <SheetBody>
        <div className="rounded-card border border-line bg-raised p-4 shadow-card">
          <Status tone="idle" door="barred">
            {t('closed')}
          </Status>
          <p className="mt-2">
            {groups === ''
              ? t('openToNobody', { target: target.name })
              : t('openTo', { target: target.name, groups, mine: myGroups.join(', ') || '–' })}
          </p>
          <p className="mt-2 text-small text-text-3">{t('whoCanChange', { environment: environment.name })}</p>
        </div>
      </SheetBody>
      <SheetFoot>
        <Button className="ml-auto" onClick={close}>
          {t('close')}
        </Button>
      </SheetFoot>
    </>
  );
}

function Asking({ offer, close, send, onSent, following }: Answers & { offer: RequestOffer; close: () => void }) {
  const t = useTranslations('requests.form');
  const id = useId();
  const state = useRequestForm({ offer, send, onSent: (sent, how) => onSent(sent, how, offer) });
  const opensNow = state.approvals === 0 && !state.draft.later;
  return (
    <>
      <SheetBody>
        <RequestForm id={id} offer={offer} state={state} />
      </SheetBody>
      <SheetFoot>
        <div className="flex min-w-0 flex-1 flex-col text-small text-text-3 phone:hidden">
          {state.approvals === null ? null : (
            <span>{state.approvals === 0 ? t('asksNobody') : t('asks', { count: state.asked })}</span>
          )}
          {isAway(offer.target) ? <NodeStatus target={offer.target} /> : null}
        </div>
        <Button variant="ghost" onClick={close} className="phone:hidden">
          {t('cancel')}
        </Button>
        <Button
          type="submit"
          form={id}
          variant="primary"
          keyHint="mod+enter"
          busy={state.pending || following}
          className="phone:flex-1"
        >
          {t(opensNow ? 'openNow' : 'send')}
        </Button>
      </SheetFoot>
    </>
  );
}
