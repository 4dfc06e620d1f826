'use client';

import { ChevronRight } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Page } from '@/components/frame/page';
import { useHotkeys } from '@/components/frame/use-hotkeys';
import { iconStroke } from '@/components/ui/icon';
import { KeyHint } from '@/components/ui/key-hint';
import { SectionHead } from '@/components/ui/section-head';
import { Status } from '@/components/ui/status';
import type { RequestDetail } from '@/lib/domain/requests/view';
import type { RequestActs } from './answer-acts';
import { MustSayYes } from './must-say-yes';
import { RequestBar } from './request-bar';
import { RequestBody } from './request-body';
import { RequestTimeline } from './request-timeline';
import { useRequestWords } from './request-words';

/** One request as a page: what it opens, why, until when, who must say yes, what has happened, and what to do about it. */
export function RequestScreen({
  request,
  waitingIds,
  myId,
  now,
  acts,
}: {
  request: RequestDetail;
  /** Ids of the requests that wait for the reader, in their order on Approvals. */
  waitingIds: readonly string[];
  myId: string;
  now: number;
  acts: RequestActs;
}) {
  const t = useTranslations('requests');
  const ta = useTranslations('approvals');
  const router = useRouter();
  const words = useRequestWords();
  const waitsForMe = request.acts.approve || request.acts.deny;
  const { word, ...shape } = words(request, waitsForMe);
  const at = waitingIds.indexOf(request.id);
  const go = (id: string | undefined) => {
    if (id) router.push(`/requests/${id}`);
  };
  const next = () => go(waitingIds[at + 1] ?? waitingIds.find((id) => id !== request.id));
  const hasNext = waitingIds.some((id) => id !== request.id);
  useHotkeys({ j: next, k: () => go(waitingIds[at - 1]) });
  const isMine = request.person.id === myId;
  return (
    <Page
      title={`R-${request.number}`}
      parent={isMine ? { href: '/requests', label: t('title') } : { href: '/approvals', label: ta('title') }}
      status={
        <Status boxed {...shape}>
          {word}
        </Status>
      }
      environment={request.environment.kind}
      acts={
        at >= 0 ? (
          <span className="flex items-center gap-2 text-small text-text-2">
            {ta('position', { index: at + 1, count: waitingIds.length })}
            <KeyHint keys="j" />
            <KeyHint keys="k" />
          </span>
        ) : undefined
      }
      asideLabel={t('asideLabel')}
      asideWidth={364}
      asideDrawer={false}
      aside={
        <div className="flex flex-col gap-8">
          <MustSayYes request={request} myId={myId} />
          <section aria-label={t('whatHasHappened')}>
            <SectionHead>{t('whatHasHappened')}</SectionHead>
            <div className="mt-3">
              <RequestTimeline request={request} />
            </div>
          </section>
        </div>
      }
      foot={<RequestBar key={request.id} request={request} myId={myId} acts={acts} onNext={hasNext ? next : null} />}
    >
      <RequestBody request={request} now={now} />
      <div className="mt-8 flex max-w-[700px] flex-col gap-6 xl:hidden">
        <MustSayYes request={request} myId={myId} />
        <PastSteps request={request} />
      </div>
    </Page>
  );
}

/** What has happened, folded to one line where there is no room beside the request. */
export function PastSteps({ request }: { request: RequestDetail }) {
  const t = useTranslations('requests');
  return (
    <details className="group/steps border-y border-line">
      <summary className="flex min-h-11 list-none items-center gap-2 text-text-2 [&::-webkit-details-marker]:hidden">
        <span className="flex-1 font-medium">{t('whatHasHappened')}</span>
        <span className="text-small text-text-3">{t('steps', { count: request.timeline.length })}</span>
        <ChevronRight
          size={16}
          strokeWidth={iconStroke}
          aria-hidden
          className="text-text-3 transition-transform group-open/steps:rotate-90"
        />
      </summary>
      <div className="pt-1 pb-4">
        <RequestTimeline request={request} />
      </div>
    </details>
  );
}
