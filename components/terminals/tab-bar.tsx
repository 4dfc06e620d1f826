import { X } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { TerminalRow } from '../../lib/domain/terminals/view';
import { classNames } from '../ui/class-names';
import { environmentGround } from '../ui/environment-kind';

/** The person's open terminals; leaving a tab keeps its shell for the grace time. */
export function TabBar({ terminals, current }: { terminals: TerminalRow[]; current: string }) {
  const t = useTranslations('terminal');
  return (
    <nav aria-label={t('tabs')} className="flex min-w-0 items-end gap-1 overflow-x-auto">
      {terminals.map((terminal) => {
        const here = terminal.id === current;
        return (
          <span
            key={terminal.id}
            className={classNames(
              'inline-flex h-[34px] shrink-0 items-center gap-2 rounded-t-ctl px-3 text-body',
              here ? 'border border-b-0 border-line bg-term-bg font-semibold' : 'text-text-2 hover:bg-hover',
            )}
          >
            <span
              aria-hidden
              className={classNames('size-2 rounded-[1px]', environmentGround[terminal.environment.kind])}
            />
            <Link href={`/terminals/${terminal.id}`} aria-current={here ? 'page' : undefined}>
              {terminal.target.name}
            </Link>
            {here ? (
              <Link href="/" aria-label={t('leave')} className="rounded-tag p-0.5 text-text-3 hover:text-text">
                <X size={13} strokeWidth={1.6} aria-hidden />
              </Link>
            ) : null}
          </span>
        );
      })}
    </nav>
  );
}
