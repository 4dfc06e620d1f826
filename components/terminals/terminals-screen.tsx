'use client';

import { useLocale, useNow, useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import type { TerminalRow } from '@/lib/domain/terminals/view';
import { TargetIcon } from '../connect/target-icon';
import type { Act } from '../frame/act';
import { matching } from '../frame/matching';
import { Page } from '../frame/page';
import { PageProblem } from '../frame/page-problem';
import { useAttempt } from '../frame/use-attempt';
import { useRowKeys } from '../frame/use-hotkeys';
import { activityOf, wholeMinutes } from '../live/activity';
import { Button } from '../ui/button';
import { Countdown } from '../ui/countdown';
import { dotted } from '../ui/dots';
import { formatDuration } from '../ui/duration';
import { EmptyState } from '../ui/empty-state';
import { EnvironmentTag } from '../ui/environment-tag';
import { FilterField } from '../ui/filter-field';
import { ListCard, ListCardHead, ListRow } from '../ui/list-row';
import { asLocale } from '../ui/locale';
import { Status } from '../ui/status';
import { Time } from '../ui/time';
import { EndDialog } from './end-dialog';
import { endedText } from './ended-text';

/** My terminals: those that run, which one click returns to, and those that ended lately. */
export function TerminalsScreen({
  terminals,
  end,
}: {
  terminals: TerminalRow[];
  end: Act<{ terminalId: string; note: string }, null>;
}) {
  const t = useTranslations('terminals');
  const list = useRef<HTMLDivElement>(null);
  const [text, setText] = useState('');
  const [ending, setEnding] = useState<TerminalRow | null>(null);
  const { problem, attempt } = useAttempt();
  useRowKeys(list);
  const found = matching(terminals, text, (one) => [
    one.target.name,
    one.target.address,
    one.environment.name,
    one.reason,
    one.ticket,
  ]);
  const running = found.filter((one) => one.status !== 'ended');
  const over = found.filter((one) => one.status === 'ended');

  return (
    <Page
      title={t('title')}
      filter={<FilterField label={t('filter', { count: terminals.length })} value={text} onValueChange={setText} />}
      banner={<PageProblem>{problem}</PageProblem>}
    >
      {terminals.length === 0 ? (
        <EmptyState
          title={t('empty.title')}
          act={
            <Button variant="primary" asChild>
              <a href="/">{t('empty.act')}</a>
            </Button>
          }
        >
          {t('empty.text')}
        </EmptyState>
      ) : found.length === 0 ? (
        <EmptyState
          title={t('noMatch', { query: text.trim() })}
          act={<Button onClick={() => setText('')}>{t('clear')}</Button>}
        />
      ) : (
        <div ref={list} className="flex flex-col gap-5">
          {running.length === 0 ? null : (
            <ListCard label={t('running')}>
              <ListCardHead>
                <h2 className="font-semibold">{t('running')}</h2>
                <span className="text-text-3">{running.length}</span>
              </ListCardHead>
              {running.map((one) => (
                <Row key={one.id} terminal={one} onEnd={() => setEnding(one)} />
              ))}
            </ListCard>
          )}
          {over.length === 0 ? null : (
            <ListCard label={t('over')}>
              <ListCardHead>
                <h2 className="font-semibold">{t('over')}</h2>
                <span className="text-text-3">{over.length}</span>
              </ListCardHead>
              {over.map((one) => (
                <Row key={one.id} terminal={one} onEnd={null} />
              ))}
            </ListCard>
          )}
        </div>
      )}
      {ending === null ? null : (
        <EndDialog
          open
          own
          person={ending.person.name}
          target={ending.target.name}
          environment={ending.environment.name}
          onOpenChange={(open) => {
            if (!open) setEnding(null);
          }}
          onEnd={async (note) => {
            await attempt(() => end({ terminalId: ending.id, note }));
            setEnding(null);
          }}
        />
      )}
    </Page>
  );
}

function Row({ terminal, onEnd }: { terminal: TerminalRow; onEnd: (() => void) | null }) {
  const t = useTranslations('terminals');
  const l = useTranslations('live');
  const reason = useTranslations('terminal');
  const now = useNow({ updateInterval: 10_000 }).getTime();
  const locale = asLocale(useLocale());
  const activity = activityOf(terminal, now);
  return (
    <ListRow
      href={onEnd === null ? `/recordings/${terminal.id}` : `/terminals/${terminal.id}`}
      environment={terminal.environment.kind}
      icon={<TargetIcon target={terminal.target} />}
      title={terminal.target.name}
      detail={dotted([
        terminal.target.kind === 'node' ? terminal.target.address : null,
        terminal.reason,
        terminal.ticket,
      ])}
      trailing={
        <>
          <EnvironmentTag kind={terminal.environment.kind} className="phone:hidden">
            {terminal.environment.name}
          </EnvironmentTag>
          {onEnd === null ? (
            <span className="flex flex-col items-end phone:w-full phone:flex-row phone:items-center phone:justify-between">
              <Status glyph="stopped" tone="idle">
                {terminal.endReason === null
                  ? t('over')
                  : reason(
                      endedText(terminal.endReason, {
                        isOnNode: terminal.target.kind === 'node',
                        isCommand: terminal.command !== null,
                      }),
                      {
                        by: terminal.endedBy?.name ?? '',
                      },
                    )}
              </Status>
              <span className="text-small text-text-3">
                <Time at={new Date(terminal.endedAt ?? terminal.createdAt)} />
              </span>
            </span>
          ) : (
            <span className="flex flex-col items-end phone:w-full phone:flex-row phone:items-center phone:justify-between">
              <Status glyph={activity.glyph} tone={activity.tone}>
                {l(`activity.${activity.word}`, {
                  time: activity.since === null ? '' : formatDuration(wholeMinutes(now - activity.since), locale),
                })}
              </Status>
              {terminal.endsAt === null ? null : (
                <span className="text-small text-text-3">
                  {t.rich('left', { clock: () => <Countdown until={new Date(terminal.endsAt ?? 0)} /> })}
                </span>
              )}
            </span>
          )}
        </>
      }
      acts={
        onEnd === null ? null : (
          <Button size="small" onClick={onEnd}>
            {t('end')}
          </Button>
        )
      }
    />
  );
}
