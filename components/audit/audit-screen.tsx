'use client';

import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { Fragment, useRef, useState, useTransition } from 'react';
import { AUDIT_SPANS, type AuditPage, type AuditRow, type AuditSpan, type ChainState } from '@/lib/domain/audit/view';
import type { Act } from '../frame/act';
import { Page } from '../frame/page';
import { PageProblem } from '../frame/page-problem';
import { useAttempt } from '../frame/use-attempt';
import { useHotkeys, useRowKeys } from '../frame/use-hotkeys';
import { Avatar } from '../ui/avatar';
import { Button } from '../ui/button';
import { Chip } from '../ui/chip';
import { formatCount } from '../ui/count';
import { Door, type DoorState } from '../ui/door';
import { EmptyState } from '../ui/empty-state';
import type { EnvironmentKind } from '../ui/environment-kind';
import { EnvironmentWord } from '../ui/environment-word';
import { FilterField } from '../ui/filter-field';
import { Glyph, type GlyphName } from '../ui/glyph';
import { asLocale } from '../ui/locale';
import { Mark } from '../ui/mark';
import { ColumnHead, Table, TableCell, TableDetail, TableHead, TableRow } from '../ui/table';
import { Time } from '../ui/time';
import { ChainBanner } from './chain-banner';
import { EventDetail } from './event-detail';

/** The sign before a name that is worth finding while scrolling. */
function signOf(name: string): { glyph: GlyphName; tone: string } | { door: DoorState; tone: string } | null {
  if (/approved/i.test(name)) return { door: 'open', tone: 'text-ok' };
  if (/denied|revoked/.test(name)) return { door: 'barred', tone: 'text-bad' };
  if (/refused/i.test(name)) return { glyph: 'alert', tone: 'text-bad' };
  if (/failed/.test(name)) return { glyph: 'cross', tone: 'text-bad' };
  if (/ended|stopped/.test(name)) return { glyph: 'stopped', tone: 'text-idle' };
  return null;
}

/** The record, newest first: is the chain whole, then every event of this person, target or request. */
export function AuditScreen({
  page,
  query,
  span,
  verify,
  loadMore,
}: {
  page: AuditPage;
  query: string;
  span: AuditSpan;
  verify: Act<Record<never, never>, ChainState>;
  loadMore: Act<{ q: string; span: AuditSpan; before: string }, AuditPage>;
}) {
  const t = useTranslations('audit');
  const locale = asLocale(useLocale());
  const router = useRouter();
  const list = useRef<HTMLDivElement>(null);
  const [text, setText] = useState(query);
  const { problem, attempt } = useAttempt();
  const [chain, setChain] = useState<ChainState | null>(null);
  const [checking, startCheck] = useTransition();
  const [loading, startLoad] = useTransition();
  const [open, setOpen] = useState<number | null>(null);
  const [older, setOlder] = useState<{ of: AuditPage; rows: AuditRow[]; next: number | null }>({
    of: page,
    rows: [],
    next: page.nextBefore,
  });
  // A page that came anew from the server begins the list again.
  const more = older.of === page ? older : { of: page, rows: [], next: page.nextBefore };
  const rows = [...page.rows, ...more.rows];

  const show = (nextText: string, nextSpan: AuditSpan) => {
    setText(nextText);
    const params = new URLSearchParams();
    if (nextText.trim() !== '') params.set('q', nextText.trim());
    if (nextSpan !== 'all') params.set('span', nextSpan);
    router.replace(`/audit${params.size === 0 ? '' : `?${params}`}`, { scroll: false });
  };
  const check = () =>
    startCheck(async () => {
      const state = await attempt(() => verify({}));
      if (state !== null) setChain(state.value);
    });
  useRowKeys(list);
  useHotkeys({
    v: check,
    f: () => {
      const row = rows.find((one) => one.sequence === open);
      if (row) show(row.name, span);
    },
  });

  return (
    <Page
      title={t('title')}
      padded={false}
      filter={<FilterField label={t('filter')} value={text} onValueChange={(value) => show(value, span)} />}
      chips={AUDIT_SPANS.map((one) => (
        <Chip key={one} pressed={one === span} onClick={() => show(text, one)}>
          {t(`span.${one}`)}
        </Chip>
      ))}
      banner={
        <>
          <PageProblem>{problem}</PageProblem>
          <ChainBanner chain={chain} checking={checking} onVerify={check} />
        </>
      }
    >
      {rows.length === 0 ? (
        <EmptyState title={t('empty.title')} act={<Button onClick={() => show('', 'all')}>{t('empty.act')}</Button>}>
          {t('empty.text')}
        </EmptyState>
      ) : (
        <div ref={list}>
          <Table label={t('title')}>
            <TableHead>
              <ColumnHead>{t('column.time')}</ColumnHead>
              <ColumnHead className="phone:hidden">{t('column.who')}</ColumnHead>
              <ColumnHead>{t('column.act')}</ColumnHead>
              <ColumnHead className="phone:hidden">{t('column.on')}</ColumnHead>
              <ColumnHead className="max-lg:hidden">{t('column.environment')}</ColumnHead>
              <ColumnHead end className="phone:hidden">
                {t('column.event')}
              </ColumnHead>
            </TableHead>
            <tbody>
              {rows.map((row) => {
                const sign = signOf(row.name);
                const chosen = open === row.sequence;
                return (
                  <Fragment key={row.sequence}>
                    <TableRow chosen={chosen} onOpen={() => setOpen(chosen ? null : row.sequence)}>
                      <TableCell className="font-mono text-mono text-text-2">
                        {/* The row itself can be pressed; this says to those who cannot see it that it opens. */}
                        <button type="button" tabIndex={-1} aria-expanded={chosen}>
                          <Time at={new Date(row.at)} style="seconds" />
                        </button>
                      </TableCell>
                      <TableCell className="phone:hidden">
                        <span className="flex items-center gap-2.5">
                          {row.actor.id === null ? (
                            <span className="grid size-[22px] shrink-0 place-items-center">
                              <Mark size={16} />
                            </span>
                          ) : (
                            <Avatar name={row.actor.name} />
                          )}
                          {row.actor.name}
                        </span>
                      </TableCell>
                      <TableCell>
                        <span className="flex items-center gap-2 font-mono text-mono">
                          {sign === null ? null : 'glyph' in sign ? (
                            <Glyph name={sign.glyph} className={sign.tone} />
                          ) : (
                            <Door state={sign.door} size={13} className={sign.tone} />
                          )}
                          {row.name}
                        </span>
                        <span className="hidden text-small text-text-3 phone:block">
                          {row.actor.name}
                          {row.on === null ? null : <span className="dot-apart">{row.on.label}</span>}
                        </span>
                      </TableCell>
                      <TableCell className="max-w-56 truncate phone:hidden">{row.on?.label ?? '–'}</TableCell>
                      <TableCell className="max-lg:hidden">
                        {row.environment === null ? null : (
                          <EnvironmentWord kind={row.environment.kind as EnvironmentKind}>
                            {row.environment.name}
                          </EnvironmentWord>
                        )}
                      </TableCell>
                      <TableCell end className="font-mono text-mono text-text-3 phone:hidden">
                        {formatCount(row.sequence, locale)}
                      </TableCell>
                    </TableRow>
                    {chosen ? (
                      <TableDetail columns={6}>
                        <EventDetail row={row} onFilter={(token) => show(token, span)} />
                      </TableDetail>
                    ) : null}
                  </Fragment>
                );
              })}
            </tbody>
          </Table>
          <div className="flex items-center gap-3 px-5 py-3 text-small text-text-3">
            <span>
              {t('shown', { shown: formatCount(rows.length, locale), total: formatCount(page.total, locale) })}
            </span>
            {more.next === null ? null : (
              <Button
                size="small"
                busy={loading}
                onClick={() =>
                  startLoad(async () => {
                    const before = String(more.next);
                    const next = await attempt(() => loadMore({ q: query, span, before }));
                    if (next === null) return;
                    setOlder({ of: page, rows: [...more.rows, ...next.value.rows], next: next.value.nextBefore });
                  })
                }
              >
                {t('older')}
              </Button>
            )}
          </div>
        </div>
      )}
    </Page>
  );
}
