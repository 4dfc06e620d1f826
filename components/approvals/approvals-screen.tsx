'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Page } from '@/components/frame/page';
import { useHotkeys } from '@/components/frame/use-hotkeys';
import { useIsWide } from '@/components/frame/use-is-wide';
import type { RequestActs } from '@/components/requests/answer-acts';
import { matchRequests } from '@/components/requests/match-requests';
import { RequestLine } from '@/components/requests/request-line';
import { EmptyState } from '@/components/ui/empty-state';
import { FilterField } from '@/components/ui/filter-field';
import { KeyHint } from '@/components/ui/key-hint';
import type { RequestDetail, RequestRow } from '@/lib/domain/requests/view';
import { ChosenRequest } from './chosen-request';

/** What waits for the reader's yes or no, production and oldest first, with the chosen request open beside it. */
export function ApprovalsScreen({
  waiting,
  chosen,
  myId,
  now,
  acts,
}: {
  waiting: readonly RequestRow[];
  /** The request shown beside the list; one just decided stays until the next is chosen. */
  chosen: RequestDetail | null;
  myId: string;
  now: number;
  acts: RequestActs;
}) {
  const t = useTranslations('approvals');
  const router = useRouter();
  const isWide = useIsWide();
  const list = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState('');
  const shown = useMemo(() => matchRequests(waiting, typed, 'all'), [waiting, typed]);

  // The list answers at once; the request beside it follows when the server has sent it.
  const shownId = chosen?.id ?? null;
  const [chosenId, setChosenId] = useState(shownId);
  const [followed, setFollowed] = useState(shownId);
  if (followed !== shownId) {
    setFollowed(shownId);
    setChosenId(shownId);
  }
  // Without its name in the address, a riskier request that arrives would take the place of the one being read.
  useEffect(() => {
    // Through the router: what the page's first drawing writes into the history itself, the router does not hear of yet.
    if (shownId && isWide && !new URLSearchParams(location.search).has('request'))
      router.replace(`/approvals?request=${shownId}`, { scroll: false });
  }, [shownId, isWide, router]);

  const choose = (id: string) => {
    if (!isWide) return router.push(`/requests/${id}`);
    setChosenId(id);
    router.replace(`/approvals?request=${id}`, { scroll: false });
  };
  const step = (by: 1 | -1) => {
    const at = shown.findIndex((request) => request.id === chosenId);
    const next = shown[at < 0 ? 0 : at + by];
    if (!next) return;
    list.current?.querySelector<HTMLElement>(`[data-request="${next.id}"] [data-list-row]`)?.focus();
    if (isWide) choose(next.id);
  };
  const next = shown.find((request) => request.id !== chosenId);
  useHotkeys({
    j: () => step(1),
    k: () => step(-1),
    '/': () => document.querySelector<HTMLInputElement>('[data-filter-field]')?.focus(),
  });

  const isEmpty = waiting.length === 0;
  return (
    <Page
      title={t('title')}
      padded={false}
      filter={
        isEmpty ? undefined : (
          <FilterField label={t('filter', { count: waiting.length })} value={typed} onValueChange={setTyped} />
        )
      }
      acts={
        isEmpty ? undefined : (
          <span className="flex items-center gap-1.5 text-small text-text-3 phone:hidden">
            <KeyHint keys="j" />
            <KeyHint keys="k" />
            {t('keys.move')}
          </span>
        )
      }
    >
      {isEmpty && !chosen ? (
        <EmptyState title={t('empty.title')} className="h-full">
          {t('empty.text')}
        </EmptyState>
      ) : (
        <div className="flex h-full min-h-0">
          <div
            ref={list}
            className="min-w-0 flex-1 overflow-y-auto lg:w-[336px] lg:flex-none lg:border-r lg:border-line xl:w-[380px]"
          >
            {shown.map((request) => (
              <div key={request.id} data-request={request.id} className="border-b border-line">
                <RequestLine
                  request={request}
                  href={`/requests/${request.id}`}
                  onOpen={() => choose(request.id)}
                  chosen={isWide && request.id === chosenId}
                  byPerson
                />
              </div>
            ))}
            {shown.length === 0 ? (
              <p className="px-5 py-6 text-center text-small text-text-3">
                {isEmpty ? t('empty.title') : t('noMatch', { query: typed.trim() })}
              </p>
            ) : null}
          </div>
          {isWide ? (
            <ChosenRequest
              request={chosen && chosen.id === chosenId ? chosen : null}
              myId={myId}
              now={now}
              acts={acts}
              onNext={next ? () => choose(next.id) : null}
            />
          ) : null}
        </div>
      )}
    </Page>
  );
}
