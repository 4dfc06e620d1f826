'use client';

import { useLocale, useNow, useTranslations } from 'next-intl';
import { Fragment, useState } from 'react';
import type { BastionRow } from '@/lib/domain/bastions/view';
import type { Act } from '../frame/act';
import { matching } from '../frame/matching';
import { Page } from '../frame/page';
import { PageProblem } from '../frame/page-problem';
import { TableList } from '../frame/table-list';
import { useAttempt } from '../frame/use-attempt';
import { useHotkeys } from '../frame/use-hotkeys';
import { Avatar } from '../ui/avatar';
import { Button } from '../ui/button';
import { Chip } from '../ui/chip';
import { formatDuration } from '../ui/duration';
import { EmptyState } from '../ui/empty-state';
import { EnvironmentTag } from '../ui/environment-tag';
import { EnvironmentWord } from '../ui/environment-word';
import { FilterField } from '../ui/filter-field';
import { asLocale } from '../ui/locale';
import { Stat, StatRow } from '../ui/stat';
import { TableCell, TableDetail, TableRow } from '../ui/table';
import { BastionFault } from './bastion-fault';
import { BastionState } from './bastion-state';
import { StepsMeter } from './steps-meter';
import { StopDialog, type StopKind } from './stop-dialog';

export type BastionActs = {
  drain: Act<{ bastionId: string; reason: string }, null>;
  stop: Act<{ bastionId: string; reason: string }, null>;
};

const isOver = (row: BastionRow) => row.status === 'stopped' || row.status === 'failed';

/** What runs, for whom, and what is stuck; the stuck one stands open with what is wrong, why and the fix. */
export function BastionsScreen({ bastions, acts }: { bastions: BastionRow[]; acts: BastionActs }) {
  const t = useTranslations('bastions');
  const locale = asLocale(useLocale());
  const now = useNow({ updateInterval: 1000 }).getTime();
  const [text, setText] = useState('');
  const [past, setPast] = useState(false);
  const [open, setOpen] = useState<string | null>(null);
  const [asking, setAsking] = useState<{ row: BastionRow; kind: StopKind } | null>(null);
  const { problem, attempt } = useAttempt();

  const running = bastions.filter((row) => !isOver(row));
  const over = bastions.filter(isOver);
  const rows = matching(past ? over : running, text, (row) => [
    `B-${row.number}`,
    row.environment.name,
    row.person?.name ?? null,
    row.taskArn,
  ]);
  const up = running.filter((row) => row.status === 'running');
  const carried = running.reduce((sum, row) => sum + row.terminals, 0);

  const chosen = rows.find((row) => row.id === open);
  useHotkeys({
    d: () => chosen?.acts.drain && setAsking({ row: chosen, kind: 'drain' }),
    x: () => chosen?.acts.stop && setAsking({ row: chosen, kind: 'stop' }),
  });

  return (
    <Page
      title={t('title')}
      padded={false}
      filter={<FilterField label={t('filter', { count: running.length })} value={text} onValueChange={setText} />}
      chips={
        <>
          <Chip pressed={!past} count={running.length} onClick={() => setPast(false)}>
            {t('now')}
          </Chip>
          <Chip pressed={past} count={over.length} onClick={() => setPast(true)}>
            {t('ended')}
          </Chip>
        </>
      }
      banner={<PageProblem>{problem}</PageProblem>}
    >
      <StatRow>
        <Stat
          label={t('stat.up')}
          value={up.length}
          note={t('stat.upNote', {
            launching: running.filter((row) => row.status === 'launching').length,
            draining: running.filter((row) => row.status === 'draining').length,
          })}
        />
        <Stat label={t('stat.terminals')} value={carried} note={t('stat.people', { count: peopleOn(running) })} />
        <Stat
          label={t('stat.stuck')}
          value={running.filter((row) => row.stuck).length}
          note={t('stat.failed', { count: over.filter((row) => row.status === 'failed').length })}
        />
      </StatRow>
      <TableList
        label={t('title')}
        columns={[
          { className: 'w-0 p-0 first:pl-0 phone:first:pl-0' },
          { head: t('column.bastion'), className: 'pl-5 phone:pl-4' },
          { head: t('column.environment'), className: 'phone:hidden' },
          { head: t('column.state') },
          { head: t('column.steps'), className: 'max-lg:hidden' },
          { head: t('column.for'), className: 'phone:hidden' },
          { head: t('column.terminals'), end: true, className: 'phone:hidden' },
          { head: t('column.age'), end: true, className: 'max-lg:hidden' },
          { head: t('column.idle'), end: true, className: 'max-lg:hidden' },
          { end: true },
        ]}
        rows={rows}
        typed={text}
        empty={
          <EmptyState title={past ? t('empty.past') : t('empty.title')}>{past ? null : t('empty.text')}</EmptyState>
        }
        noMatch={t('noMatch', { query: text.trim() })}
        clear={t('clear')}
        onClear={() => setText('')}
      >
        {(row) => {
          const faulty = row.stuck || row.status === 'failed';
          const shown = open === row.id || (faulty && !isOver(row));
          const end = row.endedAt ?? now;
          return (
            <Fragment key={row.id}>
              <TableRow
                environment={row.environment.kind}
                chosen={open === row.id}
                onOpen={() => setOpen(open === row.id ? null : row.id)}
              >
                <TableCell className="font-mono text-mono">
                  <button type="button" tabIndex={-1} aria-expanded={shown}>
                    B-{row.number}
                  </button>
                  <EnvironmentWord kind={row.environment.kind} className="hidden font-sans phone:flex">
                    {row.environment.name}
                  </EnvironmentWord>
                </TableCell>
                <TableCell className="phone:hidden">
                  <EnvironmentTag kind={row.environment.kind}>{row.environment.name}</EnvironmentTag>
                </TableCell>
                <TableCell>
                  <BastionState row={row} />
                </TableCell>
                <TableCell className="max-lg:hidden">
                  <StepsMeter row={row} />
                </TableCell>
                <TableCell className="phone:hidden">
                  <For row={row} />
                </TableCell>
                <TableCell end className="phone:hidden">
                  {row.terminals}
                </TableCell>
                <TableCell end className="max-lg:hidden" suppressHydrationWarning>
                  {formatDuration(end - row.createdAt, locale)}
                </TableCell>
                <TableCell end className="max-lg:hidden" suppressHydrationWarning>
                  {isOver(row) || row.terminals > 0 ? '–' : formatDuration(now - row.lastUsedAt, locale)}
                </TableCell>
                <TableCell end>
                  <span className="inline-flex gap-1.5">
                    {row.acts.drain ? (
                      <Button
                        size="small"
                        className="phone:hidden"
                        onClick={(event) => {
                          event.stopPropagation();
                          setAsking({ row, kind: 'drain' });
                        }}
                      >
                        {t('drain')}
                      </Button>
                    ) : null}
                    {row.acts.stop ? (
                      <Button
                        size="small"
                        onClick={(event) => {
                          event.stopPropagation();
                          setAsking({ row, kind: 'stop' });
                        }}
                      >
                        {t('stop')}
                      </Button>
                    ) : null}
                  </span>
                </TableCell>
              </TableRow>
              {shown ? (
                <TableDetail columns={10} fault={faulty}>
                  <BastionFault row={row} now={now} />
                </TableDetail>
              ) : null}
            </Fragment>
          );
        }}
      </TableList>
      {asking === null ? null : (
        <StopDialog
          row={asking.row}
          kind={asking.kind}
          onClose={() => setAsking(null)}
          onAct={async (reason) => {
            await attempt(() => acts[asking.kind]({ bastionId: asking.row.id, reason }));
            setAsking(null);
          }}
        />
      )}
    </Page>
  );
}

function For({ row }: { row: BastionRow }) {
  const t = useTranslations('bastions');
  const people = row.person === null ? row.people : [row.person];
  if (people.length === 0) return <span className="text-text-3">{t('nobodyYet')}</span>;
  return (
    <span className="inline-flex items-center gap-2">
      <span className="inline-flex">
        {people.slice(0, 3).map((person) => (
          <Avatar key={person.id} name={person.name} label className="-ml-px first:ml-0" />
        ))}
      </span>
      {row.person === null ? t('shared') : row.person.name}
    </span>
  );
}

function peopleOn(rows: BastionRow[]): number {
  return new Set(rows.flatMap((row) => row.people.map((person) => person.id))).size;
}
