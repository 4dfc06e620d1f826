'use client';

import type { RequestDetail } from '@/lib/domain/requests/view';
import { RequestFacts } from './request-facts';
import { RequestQuestion } from './request-question';
import { WayIn } from './way-in';
import { whatCameOfIt } from './what-came-of-it';

/** The request itself: the question, why, the facts, and the way in while there may be one. */
export function RequestBody({ request, now }: { request: RequestDetail; now: number }) {
  return (
    <article className="max-w-[700px]">
      <RequestQuestion request={request} />
      <RequestFacts request={request} now={now} />
      {whatCameOfIt(request) === null ? (
        <div className="phone:hidden">
          <WayIn request={request} />
        </div>
      ) : null}
    </article>
  );
}
