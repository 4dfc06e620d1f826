'use client';

import { useRouter } from 'next/navigation';
import { useNow, useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import type { LiveRow, LiveView } from '@/lib/domain/terminals/view';
import type { Act } from '../frame/act';
import { Page } from '../frame/page';
import { PageProblem } from '../frame/page-problem';
import { useAttempt } from '../frame/use-attempt';
import { useHotkeys, useRowKeys } from '../frame/use-hotkeys';
import { EndDialog } from '../terminals/end-dialog';
import { usePictures } from '../terminals/use-pictures';
import { Avatar } from '../ui/avatar';
import { Button } from '../ui/button';
import { Chip } from '../ui/chip';
import { dotted } from '../ui/dots';
import { EmptyState } from '../ui/empty-state';
import { EnvironmentTag } from '../ui/environment-tag';
import { FilterField } from '../ui/filter-field';
import { Status } from '../ui/status';
import { Time } from '../ui/time';
import { activityOf, byUrgency } from './activity';
import { TerminalTile } from './terminal-tile';

export type LiveActs = {
  end: Act<{ terminalId: string; note: string }, null>;
};

/** Everything that happens now, the one thing that is wrong first. The order holds still while you point at it. */
export function LiveScreen({ terminals, lastClosedAt, acts }: LiveView & { acts: LiveActs }) {
  const t = useTranslations('live');
  const router = useRouter();
  const now = useNow({ updateInterval: 1000 }).getTime();
  const wall = useRef<HTMLDivElement>(null);
  const [text, setText] = useState('');
  const [onlyProduction, setOnlyProduction] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const [ending, setEnding] = useState<LiveRow | null>(null);
  const { problem, attempt } = useAttempt();
  const [held, setHeld] = useState<string[] | null>(null);

  const wanted = text.trim().toLowerCase();
  const sorted = [...terminals].sort(byUrgency(now));
  const order = held ?? sorted.map((terminal) => terminal.id);
  const place = (terminal: LiveRow) => {
    const at = order.indexOf(terminal.id);
    return at < 0 ? order.length : at;
  };
  const shown = sorted
    .filter(
      (terminal) =>
        (!onlyProduction || terminal.environment.kind === 'production') &&
        (wanted === '' ||
          `${terminal.person.name} ${terminal.target.name} ${terminal.environment.name} ${terminal.reason} ${terminal.ticket ?? ''}`
            .toLowerCase()
            .includes(wanted)),
    )
    .sort((one, other) => place(one) - place(other));
  // The one that most needs a look stands chosen until another is.
  const current = shown.find((terminal) => terminal.id === chosen) ?? shown[0] ?? null;
  const away = terminals.filter((terminal) => activityOf(terminal, now).word === 'away').length;
  const watched = terminals.filter((terminal) => terminal.watchers.length > 0).length;
  const production = terminals.filter((terminal) => terminal.environment.kind === 'production').length;

  const pictures = usePictures(shown.filter((terminal) => terminal.acts.watch));
  useRowKeys(wall);
  useHotkeys({
    e: () => {
      if (current?.acts.end) setEnding(current);
    },
  });

  return (
    <Page
      title={t('title')}
      status={
        <span className="flex items-center gap-4 phone:hidden">
          <Status glyph="living" tone={terminals.length > 0 ? 'ok' : 'idle'}>
            {t('count', { count: terminals.length })}
          </Status>
          {away > 0 ? (
            <Status glyph="alert" tone="wait">
              {t('away', { count: away })}
            </Status>
          ) : null}
          <Status glyph="ring" tone="idle">
            {t('watchedCount', { count: watched })}
          </Status>
        </span>
      }
      filter={<FilterField label={t('filter')} value={text} onValueChange={setText} />}
      chips={
        <>
          <Chip pressed={!onlyProduction} onClick={() => setOnlyProduction(false)}>
            {t('all')}
          </Chip>
          <Chip pressed={onlyProduction} count={production} onClick={() => setOnlyProduction(true)}>
            {t('production')}
          </Chip>
        </>
      }
      aside={
        current === null ? (
          <p className="text-body text-text-2">{t('choose')}</p>
        ) : (
          <Chosen terminal={current} onEnd={() => setEnding(current)} onLook={() => router.push(look(current))} />
        )
      }
      asideLabel={t('asideLabel')}
      banner={<PageProblem>{problem}</PageProblem>}
    >
      {terminals.length === 0 ? (
        <EmptyState title={t('empty.title')}>
          {lastClosedAt === null ? (
            t('empty.text')
          ) : (
            <>
              {t('empty.last')} <Time at={new Date(lastClosedAt)} />
            </>
          )}
        </EmptyState>
      ) : shown.length === 0 ? (
        <EmptyState
          title={t('noMatch', { query: text.trim() })}
          act={<Button onClick={() => setText('')}>{t('clear')}</Button>}
        />
      ) : (
        <div
          ref={wall}
          onPointerEnter={() => setHeld(sorted.map((terminal) => terminal.id))}
          onPointerLeave={() => setHeld(null)}
          className="grid grid-cols-3 gap-3 max-xl:grid-cols-2 phone:grid-cols-1"
        >
          {shown.map((terminal) => (
            <TerminalTile
              key={terminal.id}
              terminal={terminal}
              picture={terminal.acts.watch ? (pictures.get(terminal.id) ?? null) : null}
              now={now}
              chosen={terminal.id === current?.id}
              href={look(terminal)}
              onChoose={() => setChosen(terminal.id)}
            />
          ))}
        </div>
      )}
      {ending === null ? null : (
        <EndDialog
          open
          own={false}
          person={ending.person.name}
          target={ending.target.name}
          environment={ending.environment.name}
          onOpenChange={(open) => {
            if (!open) setEnding(null);
          }}
          onEnd={async (note) => {
            await attempt(() => acts.end({ terminalId: ending.id, note }));
            setEnding(null);
          }}
        />
      )}
    </Page>
  );
}

/** Where one sees what happens in it: live for who may watch, else in the recording as far as it has come. */
function look(terminal: LiveRow): string {
  return terminal.acts.watch ? `/terminals/${terminal.id}?watch` : `/recordings/${terminal.id}`;
}

function Chosen({ terminal, onEnd, onLook }: { terminal: LiveRow; onEnd: () => void; onLook: () => void }) {
  const t = useTranslations('live');
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-center gap-2">
        <h2 className="truncate text-lead font-semibold">{terminal.target.name}</h2>
        <EnvironmentTag kind={terminal.environment.kind}>{terminal.environment.name}</EnvironmentTag>
      </div>
      <p className="flex items-center gap-2 text-body">
        <Avatar name={terminal.person.name} />
        <span className="truncate font-semibold">{terminal.person.name}</span>
        <span className="ml-auto shrink-0 text-small text-text-3">
          <Time at={new Date(terminal.openedAt ?? terminal.createdAt)} />
        </span>
      </p>
      <blockquote className="border-l-2 border-line-2 pl-3 text-body text-text-2">{terminal.reason}</blockquote>
      <p className="text-small text-text-3">{dotted([`R-${terminal.requestNumber}`, terminal.ticket])}</p>
      <div className="flex gap-2">
        <Button onClick={onLook} keyHint="enter">
          {terminal.acts.watch ? t('watch') : t('read')}
        </Button>
        {terminal.acts.end ? (
          <Button variant="danger" onClick={onEnd} keyHint="e">
            {t('end')}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
