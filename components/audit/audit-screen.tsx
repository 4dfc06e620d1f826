'use client';

import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { Fragment, useOptimistic, useRef, useState, useTransition } from 'react';
import {
  AUDIT_KEYS,
  type AuditQuery,
  type AuditToken,
  parseAuditQuery,
  writeAuditQuery,
} from '@/lib/domain/audit/query';
import {
  AUDIT_SPANS,
  type AuditPage,
  type AuditRow,
  type AuditSpan,
  type ChainState,
  COUNTED_AT_MOST,
} from '@/lib/domain/audit/view';
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
import { Glyph, type GlyphName } from '../ui/glyph';
import { KeyHint } from '../ui/key-hint';
import { asLocale } from '../ui/locale';
import { Mark } from '../ui/mark';
import { ColumnHead, Table, TableCell, TableDetail, TableHead, TableRow } from '../ui/table';
import { Time } from '../ui/time';
import { AllowedBy } from './allowed-by';
import { ChainBanner } from './chain-banner';
import { EventDetail } from './event-detail';
import { valuesOf } from './suggest';
import { TokenField } from './token-field';

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
  query: servedQuery,
  span: servedSpan,
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
  const known = valuesOf(rows);

  // What was asked for last, while the server still answers what was asked before: the next narrowing goes on from there.
  const [{ asked, span }, ask] = useOptimistic({ asked: parseAuditQuery(servedQuery), span: servedSpan });
  const [, startAsking] = useTransition();
  const show = (next: AuditQuery, nextSpan: AuditSpan) => {
    const params = new URLSearchParams();
    const written = writeAuditQuery(next);
    if (written !== '') params.set('q', written);
    if (nextSpan !== 'all') params.set('span', nextSpan);
    startAsking(() => {
      ask({ asked: next, span: nextSpan });
      router.replace(`/audit${params.size === 0 ? '' : `?${params}`}`, { scroll: false });
    });
  };
  const narrow = (token: AuditToken) =>
    show(parseAuditQuery(writeAuditQuery({ ...asked, tokens: [...asked.tokens, token] })), span);
  const check = () =>
    startCheck(async () => {
      const state = await attempt(() => verify({}));
      if (state !== null) setChain(state.value);
    });
  useRowKeys(list);
  useHotkeys({
    v: check,
    f: () => {
      const token = pointedToken(list.current);
      if (token) narrow(token);
    },
  });

  return (
    <Page
      title={t('title')}
      padded={false}
      filter={<TokenField query={asked} known={known} onQuery={(next) => show(next, span)} />}
      chips={AUDIT_SPANS.map((one) => (
        <Chip key={one} pressed={one === span} onClick={() => show(asked, one)}>
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
        <EmptyState
          title={t('empty.title')}
          act={<Button onClick={() => show({ tokens: [], text: '' }, 'all')}>{t('empty.act')}</Button>}
        >
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
              <ColumnHead className="max-xl:hidden">{t('column.allowedBy')}</ColumnHead>
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
                    <TableRow
                      chosen={chosen}
                      data-filter={`event:${row.name}`}
                      onOpen={() => setOpen(chosen ? null : row.sequence)}
                    >
                      <TableCell className="font-mono text-mono text-text-2">
                        {/* The row itself can be pressed; this says to those who cannot see it that it opens. */}
                        <button type="button" tabIndex={-1} aria-expanded={chosen}>
                          <Time at={new Date(row.at)} style="seconds" />
                        </button>
                      </TableCell>
                      <TableCell
                        className="phone:hidden"
                        data-filter={row.actor.id === null ? undefined : `person:${row.actor.name}`}
                      >
                        <span className="flex items-center gap-2.5">
                          {row.actor.kind === 'person' ? (
                            <Avatar name={row.actor.name} />
                          ) : (
                            <span aria-hidden className="grid size-[22px] shrink-0 place-items-center text-text-3">
                              {row.actor.kind === 'postern' ? <Mark size={16} /> : '?'}
                            </span>
                          )}
                          {row.actor.kind === 'stranger' ? t('stranger') : row.actor.name}
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
                          {row.actor.kind === 'stranger' ? t('stranger') : row.actor.name}
                          {row.on === null ? null : <span className="dot-apart">{row.on.label}</span>}
                        </span>
                      </TableCell>
                      <TableCell
                        className="max-w-56 truncate phone:hidden"
                        title={row.on?.label}
                        data-filter={row.on?.target ? `target:${row.on.label}` : undefined}
                      >
                        {row.on?.label ?? '–'}
                        {row.on?.nodeId && row.on.nodeId !== row.on.label ? (
                          <span className="block truncate font-mono text-mono text-text-3">{row.on.nodeId}</span>
                        ) : null}
                      </TableCell>
                      <TableCell
                        className="max-lg:hidden"
                        data-filter={row.environment ? `environment:${row.environment.name}` : undefined}
                      >
                        {row.environment === null ? null : (
                          <EnvironmentWord kind={row.environment.kind as EnvironmentKind}>
                            {row.environment.name}
                          </EnvironmentWord>
                        )}
                      </TableCell>
                      <TableCell className="max-w-56 truncate text-text-2 max-xl:hidden">
                        <AllowedBy by={row.allowedBy} />
                      </TableCell>
                      <TableCell end className="font-mono text-mono text-text-3 phone:hidden">
                        {formatCount(row.sequence, locale)}
                      </TableCell>
                    </TableRow>
                    {chosen ? (
                      <TableDetail columns={7}>
                        <EventDetail row={row} onNarrow={narrow} />
                      </TableDetail>
                    ) : null}
                  </Fragment>
                );
              })}
            </tbody>
          </Table>
          <div className="flex items-center gap-3 px-5 py-3 text-small text-text-3">
            <span>
              {t(page.total === COUNTED_AT_MOST ? 'shownOfMany' : 'shown', {
                shown: formatCount(rows.length, locale),
                total: formatCount(page.total ?? rows.length, locale),
              })}
            </span>
            {more.next === null ? null : (
              <Button
                size="small"
                busy={loading}
                onClick={() =>
                  startLoad(async () => {
                    const before = String(more.next);
                    const next = await attempt(() => loadMore({ q: servedQuery, span: servedSpan, before }));
                    if (next === null) return;
                    setOlder({ of: page, rows: [...more.rows, ...next.value.rows], next: next.value.nextBefore });
                  })
                }
              >
                {t('older')}
              </Button>
            )}
            <span className="ml-auto inline-flex items-center gap-3 text-fine phone:hidden">
              {(
                [
                  [['j', 'k'], 'move'],
                  [['enter'], 'open'],
                  [['f'], 'narrow'],
                  [['v'], 'verify'],
                ] as const
              ).map(([keys, what]) => (
                <span key={what} className="inline-flex items-center gap-1.5">
                  {keys.map((key) => (
                    <KeyHint key={key} keys={key} />
                  ))}
                  {t(`keys.${what}`)}
                </span>
              ))}
            </span>
          </div>
        </div>
      )}
    </Page>
  );
}

/** The value under the focus, else under the pointer, else that of the row the cursor is on. */
function pointedToken(list: HTMLElement | null): AuditToken | null {
  const focused = document.activeElement?.closest('[data-filter]:not(tr)');
  const hovered = [...(list?.querySelectorAll('[data-filter]:hover') ?? [])].at(-1);
  const row = document.activeElement?.closest('tr[data-filter]');
  const [, key, value] = /^(\w+):(.*)$/.exec((focused ?? hovered ?? row)?.getAttribute('data-filter') ?? '') ?? [];
  const found = AUDIT_KEYS.find((one) => one === key);
  return found && value ? { key: found, value } : null;
}
