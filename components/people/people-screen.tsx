'use client';

import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import type { PersonRow } from '@/lib/domain/people/view';
import type { Act } from '../frame/act';
import { Page } from '../frame/page';
import { PageProblem } from '../frame/page-problem';
import { useAttempt } from '../frame/use-attempt';
import { useRowKeys } from '../frame/use-hotkeys';
import { Avatar } from '../ui/avatar';
import { Button } from '../ui/button';
import { EmptyState } from '../ui/empty-state';
import { FilterField } from '../ui/filter-field';
import { Status } from '../ui/status';
import { ColumnHead, Table, TableCell, TableHead, TableRow } from '../ui/table';
import { Time } from '../ui/time';
import { SignOutDialog } from './sign-out-dialog';

/** Everybody who ever signed in: which groups the provider named, when they were last here, and the way to sign them out. */
export function PeopleScreen({
  people,
  revokeSignIns,
}: {
  people: PersonRow[];
  revokeSignIns: Act<{ personId: string; reason: string }, { count: number; terminalsEnding: number }>;
}) {
  const t = useTranslations('people');
  const list = useRef<HTMLDivElement>(null);
  const [text, setText] = useState('');
  const [asking, setAsking] = useState<PersonRow | null>(null);
  const { problem, attempt } = useAttempt();
  useRowKeys(list);
  const wanted = text.trim().toLowerCase();
  const shown = people.filter((one) => [one.name, one.email, ...one.groups].join(' ').toLowerCase().includes(wanted));

  return (
    <Page
      title={t('title')}
      padded={false}
      filter={<FilterField label={t('filter', { count: people.length })} value={text} onValueChange={setText} />}
      banner={<PageProblem>{problem}</PageProblem>}
    >
      {shown.length === 0 ? (
        <EmptyState
          title={t('noMatch', { query: text.trim() })}
          act={<Button onClick={() => setText('')}>{t('clear')}</Button>}
        />
      ) : (
        <div ref={list} className="overflow-x-auto">
          <Table label={t('title')}>
            <TableHead>
              <ColumnHead>{t('column.person')}</ColumnHead>
              <ColumnHead className="max-lg:hidden">{t('column.groups')}</ColumnHead>
              <ColumnHead className="phone:hidden">{t('column.seen')}</ColumnHead>
              <ColumnHead end className="phone:hidden">
                {t('column.signIns')}
              </ColumnHead>
              <ColumnHead end className="phone:hidden">
                {t('column.terminals')}
              </ColumnHead>
              <ColumnHead end>
                <span className="sr-only">{t('column.acts')}</span>
              </ColumnHead>
            </TableHead>
            <tbody>
              {shown.map((person) => (
                <TableRow key={person.id} tabIndex={0} className="row-cursor">
                  <TableCell className="w-px py-2 phone:w-auto phone:max-w-0">
                    <span className="flex items-center gap-2.5">
                      <Avatar name={person.name} />
                      <span className="min-w-0">
                        <span className="block truncate font-semibold">{person.name}</span>
                        <span className="block truncate text-small text-text-3">{person.email}</span>
                      </span>
                    </span>
                  </TableCell>
                  <TableCell className="max-lg:hidden">
                    {person.groups.length === 0 ? (
                      <span className="text-text-3">{t('noGroups')}</span>
                    ) : (
                      <Groups person={person} />
                    )}
                  </TableCell>
                  <TableCell className="phone:hidden">
                    {person.deactivated ? (
                      <Status glyph="stopped" tone="idle">
                        {t('deactivated')}
                      </Status>
                    ) : (
                      <Time at={new Date(person.lastSeenAt)} className="text-text-2" />
                    )}
                  </TableCell>
                  <TableCell end className="phone:hidden">
                    {person.signIns}
                  </TableCell>
                  <TableCell end className="phone:hidden">
                    {person.terminals}
                  </TableCell>
                  <TableCell end className="w-px">
                    {person.acts.revokeSignIns ? (
                      <Button size="small" onClick={() => setAsking(person)}>
                        {t('signOut')}
                      </Button>
                    ) : null}
                  </TableCell>
                </TableRow>
              ))}
            </tbody>
          </Table>
        </div>
      )}
      {asking === null ? null : (
        <SignOutDialog
          person={asking}
          onClose={() => setAsking(null)}
          onAct={async (reason) => {
            await attempt(() => revokeSignIns({ personId: asking.id, reason }));
            setAsking(null);
          }}
        />
      )}
    </Page>
  );
}

function Groups({ person }: { person: PersonRow }) {
  const t = useTranslations('people');
  return (
    <span className="block">
      <span className="font-mono text-mono">{person.groups.join(', ')}</span>
      <span className="block text-small text-text-3">
        {t('read')} <Time at={new Date(person.groupsReadAt)} />
      </span>
    </span>
  );
}
