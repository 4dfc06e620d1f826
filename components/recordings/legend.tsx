import { useLocale, useTranslations } from 'next-intl';
import { formatDuration } from '../ui/duration';
import { Glyph, type GlyphName } from '../ui/glyph';
import { asLocale } from '../ui/locale';
import type { ScrubberMark } from './scrubber';

/** What the signs over the scrubber mean, and how many there are of each; what is not there is not explained. */
export function Legend({
  marks,
  hits,
  gaps,
}: {
  marks: readonly ScrubberMark[];
  hits: number;
  gaps: readonly { seconds: number }[];
}) {
  const t = useTranslations('recordings');
  const locale = asLocale(useLocale());
  const count = (...kinds: string[]) => marks.filter((mark) => kinds.includes(mark.kind)).length;
  const skipped = gaps.reduce((sum, gap) => sum + gap.seconds, 0);
  const signs: [GlyphName, 'watched' | 'lineLost' | 'resize', number][] = [
    ['ring', 'watched', count('watched')],
    ['alert', 'lineLost', count('lineLost')],
    ['resized', 'resize', count('resize')],
  ];
  return (
    <span className="ml-auto flex items-center gap-3.5 text-small text-text-2 max-xl:hidden">
      {signs.map(([glyph, name, many]) =>
        many === 0 ? null : (
          <span key={name} className="inline-flex items-center gap-1.5 whitespace-nowrap">
            <Glyph name={glyph} size={10} className="text-text-3" />
            {t(`legend.${name}`, { count: many })}
          </span>
        ),
      )}
      {hits === 0 ? null : (
        <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
          <span aria-hidden className="h-3 w-0.5 bg-hit" />
          {t('legend.hits', { count: hits })}
        </span>
      )}
      {gaps.length === 0 ? null : (
        <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
          <span aria-hidden className="h-3 border-l border-dashed border-text-3" />
          {t('legend.skipped', { count: gaps.length, time: formatDuration(skipped * 1000, locale) })}
        </span>
      )}
    </span>
  );
}
