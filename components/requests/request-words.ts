'use client';

import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import { useShortMoment } from '@/components/frame/use-short-moment';
import type { DoorState } from '@/components/ui/door';
import type { GlyphName } from '@/components/ui/glyph';
import type { Tone } from '@/components/ui/tone';
import type { RequestRow } from '@/lib/domain/requests/view';

/** A request's state: a door where access is meant, a glyph where the request itself is. */
export type RequestWords = { tone: Tone; word: string } & (
  | { door: DoorState; glyph?: undefined }
  | { glyph: GlyphName; door?: undefined }
);

type Stated = Pick<RequestRow, 'status' | 'approvals' | 'deniedBy' | 'grant'>;

/** Says how a request stands; `waitsForMe` when the reader is the one to answer. */
export function useRequestWords(): (request: Stated, waitsForMe?: boolean) => RequestWords {
  const t = useTranslations('requests.state');
  const moment = useShortMoment();
  return useCallback(
    (request, waitsForMe = false) => {
      const { status, approvals, deniedBy, grant } = request;
      switch (status) {
        case 'pending': {
          if (waitsForMe) return { tone: 'wait', glyph: 'half', word: t('waitsForYou') };
          if (approvals.given > 0)
            return {
              tone: 'wait',
              glyph: 'half',
              word: t('approvedOf', { given: approvals.given, needed: approvals.needed }),
            };
          const [group] = approvals.missingGroups;
          return { tone: 'wait', door: 'waiting', word: group ? t('waitingFor', { group }) : t('pending') };
        }
        case 'denied':
          return { tone: 'bad', door: 'barred', word: t('denied', { name: deniedBy?.name ?? '' }) };
        case 'withdrawn':
          return { tone: 'idle', glyph: 'stopped', word: t('withdrawn') };
        case 'lapsed':
          return { tone: 'idle', glyph: 'ring', word: t('lapsed') };
        case 'approved':
          switch (grant?.status) {
            case 'open':
              return { tone: 'ok', door: 'open', word: t('openUntil', { time: moment(grant.endsAt) }) };
            case 'scheduled':
              return { tone: 'ok', door: 'opens', word: t('startsAt', { time: moment(grant.startsAt) }) };
            case 'revoked':
              return {
                tone: 'bad',
                glyph: 'stopped',
                word: t('revoked', { name: grant.revokedBy?.name ?? 'Postern' }),
              };
            case 'expired':
              return { tone: 'idle', glyph: 'ring', word: t('expired') };
            default:
              return { tone: 'ok', glyph: 'check', word: t('approved') };
          }
      }
    },
    [t, moment],
  );
}
