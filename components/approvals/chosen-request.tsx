'use client';

import { useTranslations } from 'next-intl';
import type { RequestActs } from '@/components/requests/answer-acts';
import { MustSayYes } from '@/components/requests/must-say-yes';
import { RequestBar } from '@/components/requests/request-bar';
import { RequestBody } from '@/components/requests/request-body';
import { RequestTimeline } from '@/components/requests/request-timeline';
import { EnvironmentEdge } from '@/components/ui/environment-edge';
import { SectionHead } from '@/components/ui/section-head';
import { SkeletonRows } from '@/components/ui/skeleton';
import type { RequestDetail } from '@/lib/domain/requests/view';

/** The request chosen from the list, with its bar at the foot; bars stand in its place until it has come. */
export function ChosenRequest({
  request,
  myId,
  now,
  acts,
  onNext,
}: {
  request: RequestDetail | null;
  myId: string;
  now: number;
  acts: RequestActs;
  onNext: (() => void) | null;
}) {
  const t = useTranslations('requests');
  if (!request) {
    return (
      <div className="min-w-0 flex-1 p-8">
        <SkeletonRows rows={6} />
      </div>
    );
  }
  return (
    <section aria-label={`R-${request.number}`} className="relative flex min-w-0 flex-1 flex-col">
      <EnvironmentEdge kind={request.environment.kind} strong />
      <div className="min-h-0 flex-1 overflow-y-auto py-6 pr-6 pl-10" data-scroller>
        <RequestBody request={request} now={now} />
        <div className="mt-8 grid max-w-[700px] gap-8">
          <MustSayYes request={request} myId={myId} />
          <div>
            <SectionHead>{t('whatHasHappened')}</SectionHead>
            <div className="mt-3">
              <RequestTimeline request={request} />
            </div>
          </div>
        </div>
      </div>
      <footer className="flex min-h-[72px] shrink-0 flex-wrap items-center gap-2 border-t border-line bg-raised py-3 pr-6 pl-10">
        <RequestBar key={request.id} request={request} myId={myId} acts={acts} onNext={onNext} />
      </footer>
    </section>
  );
}
