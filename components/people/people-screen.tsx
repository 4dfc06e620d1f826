'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { PersonRow } from '@/lib/domain/people/view';
import type { Act } from '../frame/act';
import { matching } from '../frame/matching';
import { Page } from '../frame/page';
import { PageProblem } from '../frame/page-problem';
import { TableList } from '../frame/table-list';
import { useAttempt } from '../frame/use-attempt';
import { Avatar } from '../ui/avatar';
import { Button } from '../ui/button';
import { FilterField } from '../ui/filter-field';
import { Status } from '../ui/status';
import { TableCell, TableRow } from '../ui/table';
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
  const [text, setText] = useState('');
  const [asking, setAsking] = useState<PersonRow | null>(null);
  const { problem, attempt } = useAttempt();
  const shown = matching(people, text, (one) => [one.name, one.email, ...one.groups]);

  return (
    <Page
      title={t('title')}
      padded={false}
      filter={<FilterField label={t('filter', { count: people.length })} value={text} onValueChange={setText} />}
      banner={<PageProblem>{problem}</PageProblem>}
    >
      <TableList
        label={t('title')}
        columns={[
          { head: t('column.person') },
          { head: t('column.groups'), className: 'max-lg:hidden' },
          { head: t('column.seen'), className: 'phone:hidden' },
          { head: t('column.signIns'), end: true, className: 'phone:hidden' },
          { head: t('column.terminals'), end: true, className: 'phone:hidden' },
          { head: <span className="sr-only">{t('column.acts')}</span>, end: true },
        ]}
        rows={shown}
        typed={text}
        empty={null}
        noMatch={t('noMatch', { query: text.trim() })}
        clear={t('clear')}
        onClear={() => setText('')}
      >
        {(person) => (
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
        )}
      </TableList>
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
