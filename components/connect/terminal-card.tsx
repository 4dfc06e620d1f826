import { Eye } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { EnvironmentEdge } from '@/components/ui/environment-edge';
import { EnvironmentTag } from '@/components/ui/environment-tag';
import { Glyph } from '@/components/ui/glyph';
import { iconStroke } from '@/components/ui/icon';
import { KeyHint } from '@/components/ui/key-hint';
import type { Picture } from '@/lib/domain/recordings/picture';
import type { TerminalRow } from '@/lib/domain/terminals/view';
import { Miniature } from '../terminals/miniature';
import { TimeLeft } from './time-left';

/** One of my live terminals: where, for how long still, what its screen shows, and who sees it. The whole card leads there. */
export function TerminalCard({
  terminal,
  picture,
  position,
}: {
  terminal: TerminalRow;
  picture: Picture | null;
  position: number;
}) {
  const t = useTranslations('connect');
  const { environment, target, watchers, endsAt } = terminal;
  const isOpening = terminal.openedAt === null;
  return (
    <article className="group/terminal relative h-[136px] min-w-0 overflow-hidden rounded-card border border-line bg-raised pl-[3px] shadow-card transition-colors focus-within:bg-hover hover:border-line-2 hover:bg-hover phone:w-[280px] phone:shrink-0 phone:snap-start">
      <EnvironmentEdge kind={environment.kind} />
      <header className="flex h-10 items-center gap-2 border-b border-line px-3.5">
        <h3 className="min-w-0 truncate font-semibold">
          <Link
            href={`/terminals/${terminal.id}`}
            aria-keyshortcuts={position <= 9 ? String(position) : undefined}
            className="after:absolute after:inset-0 after:rounded-card"
          >
            {target.name}
          </Link>
        </h3>
        <EnvironmentTag kind={environment.kind}>{environment.name}</EnvironmentTag>
        <span className="ml-auto flex items-center gap-2">
          {endsAt === null ? null : <TimeLeft until={endsAt} />}
          {position <= 9 ? <KeyHint keys={String(position)} /> : null}
        </span>
      </header>
      <Miniature picture={picture} className="h-[58px] px-3.5 py-1.5" />
      <footer className="flex h-9 items-center gap-3 border-t border-line px-3.5 text-small text-text-2">
        {isOpening ? (
          <span className="inline-flex items-center gap-1.5 text-info">
            <Glyph name="underway" />
            {t('opening')}
          </span>
        ) : (
          <span className="inline-flex items-center gap-1.5">
            <Glyph name="recorded" />
            {t('recorded')}
          </span>
        )}
        {watchers[0] ? (
          <span className="inline-flex min-w-0 items-center gap-1.5 text-accent-text">
            <Eye size={14} strokeWidth={iconStroke} className="shrink-0" aria-hidden />
            <span className="truncate">
              {watchers.length === 1
                ? t('watching', { name: watchers[0].name })
                : t('watchingMany', { count: watchers.length })}
            </span>
          </span>
        ) : null}
        <span className="ml-auto whitespace-nowrap text-text-3">
          {terminal.detachedAt !== null && !isOpening ? t('shellKept') : `T-${terminal.number}`}
        </span>
      </footer>
    </article>
  );
}
