'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useShortMoment } from '@/components/frame/use-short-moment';
import { Time } from '@/components/ui/time';
import { Timeline, type TimelineStep } from '@/components/ui/timeline';
import type { RequestDetail, TimelineEntry } from '@/lib/domain/requests/view';
import { useLongDuration } from './long-duration';

type Look = Pick<TimelineStep, 'tone' | 'glyph' | 'door'>;

const looks: Record<TimelineEntry['kind'], Look> = {
  asked: { tone: 'plain', glyph: 'ring' },
  policyApplied: { tone: 'plain', glyph: 'check' },
  approved: { tone: 'ok', door: 'open' },
  approvedByPolicy: { tone: 'ok', door: 'opens' },
  denied: { tone: 'bad', door: 'barred' },
  withdrawn: { tone: 'idle', glyph: 'stopped' },
  lapsed: { tone: 'idle', glyph: 'ring' },
  opened: { tone: 'ok', door: 'open' },
  terminalOpened: { tone: 'ok', glyph: 'living' },
  terminalEnded: { tone: 'idle', glyph: 'stopped' },
  expired: { tone: 'idle', glyph: 'ring' },
  revoked: { tone: 'bad', glyph: 'stopped' },
  waiting: { tone: 'wait', door: 'waiting' },
};

/** What has happened to a request, oldest first, and hollow at the end what is still to come. */
export function RequestTimeline({ request }: { request: RequestDetail }) {
  const t = useTranslations('requests');
  const say = useEntryWords(request);
  const steps = request.timeline.map((entry, index): TimelineStep => {
    const { title, detail } = say(entry);
    const isFuture = entry.at === null;
    return {
      id: `${index}-${entry.kind}`,
      ...(isFuture && entry.kind !== 'waiting' ? { tone: 'plain' as const } : looks[entry.kind]),
      title,
      detail,
      at: entry.at === null ? undefined : <Time at={new Date(entry.at)} style="seconds" />,
      future: isFuture && entry.kind !== 'waiting',
    };
  });
  return <Timeline steps={steps} label={t('whatHasHappened')} />;
}

type Said = { title: ReactNode; detail?: ReactNode };

function useEntryWords(request: RequestDetail): (entry: TimelineEntry) => Said {
  const t = useTranslations('requests.timeline');
  const long = useLongDuration();
  const moment = useShortMoment();
  return ({ kind, at, who, detail }) => {
    const number = (key: string) => Number(detail[key] ?? 0);
    const text = (key: string) => String(detail[key] ?? '');
    const name = who?.name ?? '';
    const person = { name, strong: (chunks: ReactNode) => <strong className="font-semibold">{chunks}</strong> };
    const quoted = (words: string) => (words === '' ? null : t('quoted', { words }));
    switch (kind) {
      case 'asked':
        return { title: t.rich('asked', person), detail: t('askedFor', { duration: long(number('minutes')) }) };
      case 'policyApplied':
        return {
          title: t('policyApplied', { version: number('version') }),
          detail: t('policyDemands', { policies: text('policies'), count: number('approvals') }),
        };
      case 'approved': {
        const shorter = number('minutes');
        const said = quoted(text('comment'));
        const cut = shorter > 0 && shorter < request.minutes ? t('shortened', { duration: long(shorter) }) : null;
        return { title: t.rich('approved', person), detail: [cut, said].filter(Boolean).join(' ') || undefined };
      }
      case 'approvedByPolicy':
        return { title: t('approvedByPolicy'), detail: text('policies') };
      case 'denied':
        return { title: t.rich('denied', person), detail: quoted(text('comment')) };
      case 'withdrawn':
        return { title: t.rich('withdrawn', person) };
      case 'lapsed':
        return { title: t('lapsed') };
      case 'opened':
        if (at !== null) return { title: t('opened') };
        return {
          title: detail.startsAt ? t('opensAt', { time: moment(number('startsAt')) }) : t('opensAfterYes'),
        };
      case 'terminalOpened':
        return { title: t.rich('terminalOpened', { ...person, number: number('number') }) };
      case 'terminalEnded':
        return { title: t('terminalEnded', { number: number('number') }) };
      case 'expired':
        return { title: at === null ? t('closesAt', { time: moment(number('endsAt')) }) : t('expired') };
      case 'revoked':
        return { title: t.rich('revoked', { ...person, name: name || 'Postern' }), detail: quoted(text('reason')) };
      case 'waiting':
        return {
          title: detail.group
            ? t('waitingFor', { group: text('group') })
            : t('waitingForMore', { count: number('people') }),
          detail: t('lapses', { time: moment(request.lapsesAt) }),
        };
    }
  };
}
