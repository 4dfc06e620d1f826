'use client';

import { Plus } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useMemo, useRef, useState } from 'react';
import { Page } from '@/components/frame/page';
import { useHotkeys, useRowKeys } from '@/components/frame/use-hotkeys';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { EmptyState } from '@/components/ui/empty-state';
import { FilterField } from '@/components/ui/filter-field';
import { iconStroke } from '@/components/ui/icon';
import { KeyHint } from '@/components/ui/key-hint';
import { ListCard } from '@/components/ui/list-row';
import type { RequestRow } from '@/lib/domain/requests/view';
import { countRequests, matchRequests, type RequestChoice, requestChoices } from './match-requests';
import { RequestLine } from './request-line';

/** What I have asked for, newest first. */
export function RequestsScreen({ requests }: { requests: readonly RequestRow[] }) {
  const t = useTranslations('requests');
  const router = useRouter();
  const list = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState('');
  const [choice, setChoice] = useState<RequestChoice>('all');
  const counts = useMemo(() => countRequests(requests), [requests]);
  const shown = useMemo(() => matchRequests(requests, typed, choice), [requests, typed, choice]);
  useRowKeys(list);
  useHotkeys({ r: () => router.push('/?ask=choose') });
  const askButton = (primary: boolean) => (
    <Button asChild variant={primary ? 'primary' : 'secondary'}>
      <Link href="/?ask=choose" aria-keyshortcuts="R">
        <Plus size={15} strokeWidth={iconStroke} aria-hidden />
        {t('empty.act')}
        <KeyHint keys="r" className={primary ? '-mr-1 ml-0.5 border-current/40 text-current' : '-mr-1 ml-0.5'} />
      </Link>
    </Button>
  );
  return (
    <Page
      title={t('title')}
      filter={<FilterField label={t('filter', { count: counts.all })} value={typed} onValueChange={setTyped} />}
      chips={requestChoices.map((one) => (
        <Chip key={one} pressed={choice === one} count={counts[one]} onClick={() => setChoice(one)}>
          {t(`choice.${one}`)}
        </Chip>
      ))}
      acts={requests.length > 0 ? askButton(false) : undefined}
    >
      {requests.length === 0 ? (
        <EmptyState
          title={t('empty.title')}
          act={askButton(true)}
          alternative={
            <Button asChild variant="ghost">
              <Link href="/">{t('empty.alternative')}</Link>
            </Button>
          }
        >
          {t('empty.text')}
        </EmptyState>
      ) : shown.length === 0 ? (
        <EmptyState
          title={t('noMatch')}
          act={
            <Button
              onClick={() => {
                setTyped('');
                setChoice('all');
              }}
            >
              {t('clearFilter', { count: counts.all })}
            </Button>
          }
        />
      ) : (
        <div ref={list}>
          <ListCard label={t('title')}>
            {shown.map((request) => (
              <RequestLine key={request.id} request={request} href={`/requests/${request.id}`} />
            ))}
          </ListCard>
        </div>
      )}
    </Page>
  );
}
