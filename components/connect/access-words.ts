'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useCallback } from 'react';
import { useShortMoment } from '@/components/frame/use-short-moment';
import type { DoorState } from '@/components/ui/door';
import { formatDuration } from '@/components/ui/duration';
import type { Tone } from '@/components/ui/tone';
import type { AccessView } from '@/lib/domain/targets/view';

const minuteMs = 60_000;

/** Door, colour and words of a target's access; the same on Connect and in the palette. */
export type AccessWords = { tone: Tone; door: DoorState; word: string };

/** Says what a person may do with a target now. */
export function useAccessWords(): (access: AccessView) => AccessWords {
  const t = useTranslations('connect.state');
  const locale = useLocale();
  const moment = useShortMoment();
  return useCallback(
    (access) => {
      switch (access.state) {
        case 'open':
          return { tone: 'ok', door: 'open', word: t('openUntil', { time: moment(access.until) }) };
        case 'scheduled':
          return { tone: 'ok', door: 'opens', word: t('opensAt', { time: moment(access.from) }) };
        case 'atOnce': {
          const duration = formatDuration(access.maxMinutes * minuteMs, locale);
          return { tone: 'ok', door: 'opens', word: t('opensAtOnceUpTo', { duration }) };
        }
        case 'waiting': {
          const [who] = access.waitingFor;
          const word = who
            ? t('waitingFor', { who })
            : t('waitingApprovals', { given: access.given, needed: access.needed });
          return { tone: 'wait', door: 'waiting', word };
        }
        case 'ask':
          return { tone: 'plain', door: 'ask', word: t('askApprovals', { count: access.approvals }) };
        case 'closed':
          return { tone: 'idle', door: 'barred', word: t('notYours') };
      }
    },
    [t, locale, moment],
  );
}
