'use client';

import { useRouter } from 'next/navigation';
import { useNow, useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import type { LiveRow, LiveView } from '@/lib/domain/terminals/view';
import type { Act } from '../frame/act';
import { matching } from '../frame/matching';
import { Page } from '../frame/page';
import { PageProblem } from '../frame/page-problem';
import { useAttempt } from '../frame/use-attempt';
import { useHotkeys, useRowKeys } from '../frame/use-hotkeys';
import { useIsWide } from '../frame/use-is-wide';
import { useShortMoment } from '../frame/use-short-moment';
import { EndDialog } from '../terminals/end-dialog';
import { usePictures } from '../terminals/use-pictures';
import { Button } from '../ui/button';
import { Chip } from '../ui/chip';
import { EmptyState } from '../ui/empty-state';
import { FilterField } from '../ui/filter-field';
import { KeyHint } from '../ui/key-hint';
import { Status } from '../ui/status';
import { byUrgency, needsLook } from './activity';
import { LiveAside } from './live-aside';
import { TerminalTile } from './terminal-tile';
import { useWallKeys } from './use-wall-keys';
import { WatchedPane } from './watched-pane';

export type LiveActs = {
  mintTicket: Act<{ terminalId: string; purpose: 'operate' | 'watch' }, { ticket: string }>;
  end: Act<{ terminalId: string; note: string }, null>;
};

/** Everything that happens now, the one thing that is wrong first; choosing a tile watches it below. */
export function LiveScreen({ terminals, lastClosedAt, acts }: LiveView & { acts: LiveActs }) {
  const t = useTranslations('live');
  const router = useRouter();
  const isWide = useIsWide();
  const shortMoment = useShortMoment();
  const now = useNow({ updateInterval: 1000 }).getTime();
  const wall = useRef<HTMLDivElement>(null);
  const [text, setText] = useState('');
  const [onlyProduction, setOnlyProduction] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const [watching, setWatching] = useState<LiveRow | null>(null);
  const [ending, setEnding] = useState<LiveRow | null>(null);
  const { problem, attempt } = useAttempt();
  const [held, setHeld] = useState<string[] | null>(null);

  const sorted = [...terminals].sort(byUrgency(now));
  const order = held ?? sorted.map((terminal) => terminal.id);
  const place = (terminal: LiveRow) => {
    const at = order.indexOf(terminal.id);
    return at < 0 ? order.length : at;
  };
  const shown = matching(sorted, text, ({ person, target, environment, reason, ticket }) => [
    person.name,
    target.name,
    target.address,
    environment.name,
    reason,
    ticket,
  ])
    .filter((terminal) => !onlyProduction || terminal.environment.kind === 'production')
    .sort((one, other) => place(one) - place(other));
  // The one that most needs a look stands chosen until another is.
  const current = shown.find((terminal) => terminal.id === chosen) ?? shown[0] ?? null;
  const toLookAt = terminals.filter((terminal) => needsLook(terminal, now)).length;
  const watched = terminals.filter((terminal) => terminal.watchers.length > 0).length;
  const production = terminals.filter((terminal) => terminal.environment.kind === 'production').length;
  // One that ended stays in its pane, to be read, until it is closed.
  const pane = watching && (terminals.find((terminal) => terminal.id === watching.id) ?? watching);
  const pictures = usePictures(shown.filter((terminal) => terminal.acts.watch));

  const hold = () => setHeld((before) => before ?? sorted.map((terminal) => terminal.id));
  const choose = (terminal: LiveRow) => {
    setChosen(terminal.id);
    if (!terminal.acts.watch) router.push(`/recordings/${terminal.id}`);
    // A phone has no room below the tiles: there watching is a page of its own.
    else if (isWide) setWatching(terminal);
    else router.push(`/terminals/${terminal.id}?watch`);
  };
  useWallKeys(wall);
  useRowKeys(wall);
  useHotkeys({
    e: () => {
      const meant = document.activeElement?.closest('[data-list-row]') ? current : (pane ?? current);
      if (meant?.acts.end) setEnding(meant);
    },
    ...(pane ? { escape: () => setWatching(null) } : {}),
  });

  return (
    <Page
      title={t('title')}
      status={
        <span className="flex items-center gap-4 phone:hidden">
          <Status glyph="living" tone={terminals.length > 0 ? 'ok' : 'idle'}>
            {t('count', { count: terminals.length })}
          </Status>
          {toLookAt > 0 ? (
            <Status glyph="alert" tone="bad">
              {t('away', { count: toLookAt })}
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
        <div className="flex min-h-full flex-col justify-between gap-6">
          <LiveAside
            terminals={terminals}
            now={now}
            onChoose={(id) => {
              const terminal = terminals.find((one) => one.id === id);
              if (terminal) choose(terminal);
            }}
          />
          <Keys />
        </div>
      }
      asideLabel={t('asideLabel')}
      banner={<PageProblem>{problem}</PageProblem>}
    >
      <div className="flex min-h-full flex-col gap-3">
        {terminals.length === 0 && pane === null ? (
          <EmptyState title={t('empty.title')}>
            {lastClosedAt === null ? t('empty.text') : t('empty.last', { time: shortMoment(lastClosedAt) })}
          </EmptyState>
        ) : shown.length === 0 && terminals.length > 0 ? (
          <EmptyState
            title={text.trim() === '' ? t('noProduction') : t('noMatch', { query: text.trim() })}
            act={
              <Button
                onClick={() => {
                  setText('');
                  setOnlyProduction(false);
                }}
              >
                {t('clear')}
              </Button>
            }
          />
        ) : (
          <div
            ref={wall}
            onPointerEnter={hold}
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
                isWatched={terminal.id === pane?.id}
                onPoint={() => {
                  hold();
                  setChosen(terminal.id);
                }}
                onLeave={() => setHeld(null)}
                onChoose={() => choose(terminal)}
              />
            ))}
          </div>
        )}
        {pane ? (
          <WatchedPane
            key={pane.id}
            terminal={pane}
            mintTicket={acts.mintTicket}
            onEnd={pane.acts.end ? () => setEnding(pane) : null}
            onClose={() => setWatching(null)}
          />
        ) : null}
      </div>
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

function Keys() {
  const t = useTranslations('live');
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-fine text-text-3">
      <span className="inline-flex items-center gap-1.5">
        <KeyHint keys="enter" /> {t('keys.watch')}
      </span>
      <span className="inline-flex items-center gap-1.5">
        <KeyHint keys="e" /> {t('keys.end')}
      </span>
    </p>
  );
}
