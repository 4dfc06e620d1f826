'use client';

import { useRouter } from 'next/navigation';
import { useFormatter, useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import type { TerminalRow } from '@/lib/domain/terminals/view';
import { matching } from '../frame/matching';
import { Page } from '../frame/page';
import { TableList } from '../frame/table-list';
import { Miniature } from '../terminals/miniature';
import { Avatar } from '../ui/avatar';
import { dotted } from '../ui/dots';
import { formatDuration } from '../ui/duration';
import { EmptyState } from '../ui/empty-state';
import { EnvironmentWord } from '../ui/environment-word';
import { FilterField } from '../ui/filter-field';
import { asLocale } from '../ui/locale';
import { Status } from '../ui/status';
import { TableCell, TableRow } from '../ui/table';
import { Time } from '../ui/time';

/** Every recording the viewer may read, newest first, each with its last frame. */
export function RecordingsScreen({ recordings, now }: { recordings: TerminalRow[]; now: number }) {
  const t = useTranslations('recordings');
  const locale = asLocale(useLocale());
  const format = useFormatter();
  const router = useRouter();
  const [text, setText] = useState('');
  const shown = matching(recordings, text, (one) => [
    `T-${one.number}`,
    `R-${one.requestNumber}`,
    one.person.name,
    one.target.name,
    one.target.address,
    one.environment.name,
    one.reason,
    one.ticket,
  ]);
  return (
    <Page
      title={t('title')}
      padded={false}
      filter={<FilterField label={t('filter', { count: recordings.length })} value={text} onValueChange={setText} />}
    >
      <TableList
        label={t('title')}
        columns={[
          { head: t('column.target') },
          { head: t('column.person'), className: 'phone:hidden' },
          { head: t('column.environment'), className: 'max-lg:hidden' },
          { head: t('column.started'), className: 'phone:hidden' },
          { head: t('column.length'), end: true, className: 'phone:hidden' },
          { head: t('column.size'), end: true, className: 'max-lg:hidden' },
        ]}
        rows={shown}
        typed={text}
        empty={<EmptyState title={t('empty.title')}>{t('empty.text')}</EmptyState>}
        noMatch={t('noMatch', { query: text.trim() })}
        clear={t('clear')}
        onClear={() => setText('')}
      >
        {(one) => {
          const from = one.openedAt ?? one.createdAt;
          return (
            <TableRow key={one.id} onOpen={() => router.push(`/recordings/${one.id}`)}>
              <TableCell className="w-full max-w-0 py-2 phone:pr-4">
                <span className="flex items-center gap-3">
                  <Miniature
                    picture={one.picture}
                    fontPx={3.6}
                    linePx={5.4}
                    className="h-[60px] w-24 shrink-0 rounded-key border border-line p-1"
                  />
                  <span className="min-w-0 flex-1">
                    <span className="block truncate font-semibold">{one.target.name}</span>
                    <span className="block truncate text-small text-text-3" title={one.reason}>
                      {dotted([`T-${one.number}`, one.reason])}
                    </span>
                    <span className="hidden items-center gap-2 text-small text-text-3 phone:flex">
                      <EnvironmentWord kind={one.environment.kind}>{one.environment.name}</EnvironmentWord>
                      <span className="truncate">{one.person.name}</span>
                      <Time at={new Date(from)} className="ml-auto shrink-0" />
                    </span>
                  </span>
                </span>
              </TableCell>
              <TableCell className="phone:hidden">
                <span className="inline-flex items-center gap-2">
                  <Avatar name={one.person.name} />
                  {one.person.name}
                </span>
              </TableCell>
              <TableCell className="max-lg:hidden">
                <EnvironmentWord kind={one.environment.kind}>{one.environment.name}</EnvironmentWord>
              </TableCell>
              <TableCell className="phone:hidden">
                {one.status === 'ended' ? (
                  <Time at={new Date(from)} />
                ) : (
                  <Status glyph="living" tone="ok">
                    {t('live')}
                  </Status>
                )}
              </TableCell>
              <TableCell end className="phone:hidden" suppressHydrationWarning>
                {formatDuration((one.endedAt ?? now) - from, locale)}
              </TableCell>
              <TableCell end className="max-lg:hidden">
                {format.number(Math.max(1, Math.round(one.outputBytes / 1000)), {
                  style: 'unit',
                  unit: 'kilobyte',
                })}
              </TableCell>
            </TableRow>
          );
        }}
      </TableList>
    </Page>
  );
}
