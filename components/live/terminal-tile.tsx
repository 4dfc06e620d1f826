import { Eye } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import type { Picture } from '@/lib/domain/recordings/picture';
import type { TerminalRow } from '@/lib/domain/terminals/view';
import { Miniature } from '../terminals/miniature';
import { Avatar } from '../ui/avatar';
import { classNames } from '../ui/class-names';
import { Countdown } from '../ui/countdown';
import { formatDuration } from '../ui/duration';
import { EnvironmentEdge } from '../ui/environment-edge';
import { EnvironmentWord } from '../ui/environment-word';
import { iconStroke } from '../ui/icon';
import { asLocale } from '../ui/locale';
import { Status } from '../ui/status';
import { activityOf, wholeMinutes } from './activity';

/** One live terminal as a small picture: where, who, what is on the screen, how it is doing, how long it has. */
export function TerminalTile({
  terminal,
  picture,
  now,
  chosen,
  isWatched,
  onPoint,
  onLeave,
  onChoose,
}: {
  terminal: TerminalRow;
  picture: Picture | null;
  now: number;
  chosen: boolean;
  /** It is the one in the pane. */
  isWatched: boolean;
  /** The cursor stands on it. */
  onPoint: () => void;
  onLeave: () => void;
  onChoose: () => void;
}) {
  const t = useTranslations('live');
  const locale = asLocale(useLocale());
  const activity = activityOf(terminal, now);
  return (
    <article
      className={classNames(
        'relative flex flex-col overflow-hidden rounded-card border bg-raised shadow-card',
        terminal.environment.kind === 'production' ? 'pl-[5px]' : 'pl-[3px]',
        chosen ? 'border-accent ring-1 ring-accent' : 'border-line hover:border-line-2',
      )}
    >
      <EnvironmentEdge kind={terminal.environment.kind} />
      <header className="flex h-9 items-center gap-2 px-3">
        <button
          type="button"
          data-list-row
          aria-pressed={isWatched}
          onFocus={onPoint}
          onBlur={onLeave}
          onClick={onChoose}
          className="truncate font-semibold outline-none after:absolute after:inset-0 focus-visible:after:rounded-card focus-visible:after:ring-2 focus-visible:after:ring-accent"
        >
          {terminal.target.name}
        </button>
        <span className="flex-1" />
        <Status glyph={activity.glyph} tone={activity.tone} className="shrink-0">
          {t(`activity.${activity.word}`, {
            time: activity.since === null ? '' : formatDuration(wholeMinutes(now - activity.since), locale),
          })}
        </Status>
      </header>
      <Miniature
        picture={picture}
        className={classNames(
          'h-[104px] border-y border-line px-3 py-1.5',
          (activity.word === 'away' || activity.word === 'lineDown') && 'opacity-55',
        )}
      />
      <footer className="flex h-9 items-center gap-2 px-3 text-small text-text-2">
        <Avatar name={terminal.person.name} />
        <span className="truncate">{terminal.person.name}</span>
        <EnvironmentWord kind={terminal.environment.kind} className="shrink-0">
          {terminal.environment.name}
        </EnvironmentWord>
        {terminal.watchers.length === 0 ? null : (
          <span
            className="inline-flex shrink-0 items-center gap-1 text-accent-text"
            title={terminal.watchers.map((watcher) => watcher.name).join(', ')}
          >
            <Eye size={14} strokeWidth={iconStroke} aria-hidden />
            <span aria-hidden>{terminal.watchers.length}</span>
            <span className="sr-only">{t('watched', { count: terminal.watchers.length })}</span>
          </span>
        )}
        <span className="flex-1" />
        {terminal.endsAt === null ? null : <Countdown until={new Date(terminal.endsAt)} />}
      </footer>
    </article>
  );
}
