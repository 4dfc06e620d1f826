import { useLocale, useTranslations } from 'next-intl';
import type { LiveRow } from '@/lib/domain/terminals/view';
import { formatDuration } from '../ui/duration';
import { Glyph } from '../ui/glyph';
import { asLocale } from '../ui/locale';
import { SectionHead } from '../ui/section-head';
import { toneText } from '../ui/tone';
import { activityOf, needsLook, wholeMinutes } from './activity';

/** What needs a look, each leading to its tile, and what there is of everything right now. */
export function LiveAside({
  terminals,
  now,
  onChoose,
}: {
  terminals: readonly LiveRow[];
  now: number;
  onChoose: (id: string) => void;
}) {
  const t = useTranslations('live');
  const locale = asLocale(useLocale());
  const troubled = terminals.filter((terminal) => needsLook(terminal, now));
  const distinct = (of: (terminal: LiveRow) => string) => new Set(terminals.map(of)).size;
  const watchers = new Set(terminals.flatMap((terminal) => terminal.watchers.map((watcher) => watcher.id)));
  const numbers = [
    ['inProduction', terminals.filter((terminal) => terminal.environment.kind === 'production').length],
    ['people', distinct((terminal) => terminal.person.id)],
    ['targets', distinct((terminal) => terminal.target.id)],
    ['watchers', watchers.size],
  ] as const;
  return (
    <div className="flex flex-col gap-6">
      <section>
        <SectionHead count={troubled.length === 0 ? undefined : troubled.length}>{t('needsLook')}</SectionHead>
        {troubled.length === 0 ? (
          <p className="mt-2 border-t border-line pt-3 text-small text-text-3">{t('nothingWrong')}</p>
        ) : (
          <ul className="mt-2 border-t border-line">
            {troubled.map((terminal) => {
              const activity = activityOf(terminal, now);
              return (
                <li key={terminal.id} className="border-b border-line">
                  <button
                    type="button"
                    onClick={() => onChoose(terminal.id)}
                    className="grid w-full grid-cols-[12px_1fr_auto] gap-x-2.5 py-2.5 text-left hover:bg-hover"
                  >
                    <Glyph name={activity.glyph} className={`mt-1 ${toneText[activity.tone]}`} />
                    <span className="min-w-0">
                      <span className="block font-medium">{t(`alert.${activity.word as 'away'}`)}</span>
                      <span className="block truncate text-small text-text-3">
                        {t('on', { person: terminal.person.name, target: terminal.target.name })}
                      </span>
                    </span>
                    <span className="text-small text-text-3" suppressHydrationWarning>
                      {activity.since === null ? null : formatDuration(wholeMinutes(now - activity.since), locale)}
                    </span>
                  </button>
                </li>
              );
            })}
          </ul>
        )}
      </section>
      <section>
        <SectionHead>{t('nowHead')}</SectionHead>
        <dl className="mt-2 border-t border-line">
          {numbers.map(([name, value]) => (
            <div key={name} className="flex items-baseline justify-between border-b border-line py-2.5">
              <dt className="text-text-2">{t(`number.${name}`)}</dt>
              <dd className="font-semibold">{value}</dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}
