'use client';

import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import { Fragment } from 'react';
import type { RecordingDetail } from '@/lib/domain/terminals/view';
import { clock } from '../terminals/terminal-strip';
import { classNames } from '../ui/class-names';
import { CopyButton } from '../ui/copy-button';
import { FilterField } from '../ui/filter-field';
import { Glyph } from '../ui/glyph';
import { SectionHead } from '../ui/section-head';
import type { ScrubberMark } from './scrubber';

/** Find the moment: search with hits, marks; and below, who asked, who allowed it, who watched, and the digest. */
export function RecordingAside({
  recording,
  query,
  onQuery,
  hits,
  at,
  marks,
  onSeek,
}: {
  recording: RecordingDetail;
  query: string;
  onQuery: (query: string) => void;
  hits: readonly { at: number; before: string; text: string }[];
  at: number;
  marks: readonly ScrubberMark[];
  onSeek: (seconds: number) => void;
}) {
  const t = useTranslations('recordings');
  const format = useFormatter();
  const when = (moment: number) =>
    format.dateTime(new Date(moment), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const current = hits.findLastIndex((hit) => hit.at <= at + 0.05);
  const facts: [string, React.ReactNode][] = [
    [
      t('fact.asked'),
      <Link key="r" href={`/requests/${recording.requestId}`} className="text-accent-text underline underline-offset-2">
        R-{recording.requestNumber}
      </Link>,
    ],
    [t('fact.why'), recording.reason],
    [
      t('fact.approved'),
      recording.approvedBy.length === 0
        ? t('fact.byPolicy')
        : recording.approvedBy.map((one) => `${one.person.name}, ${when(one.at)}`).join('; '),
    ],
    [
      t('fact.watched'),
      recording.watchedBy.length === 0
        ? t('fact.nobody')
        : recording.watchedBy.map((one) => `${one.person.name}, ${when(one.from)}`).join('; '),
    ],
  ];
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-4">
      <FilterField label={t('search')} value={query} onValueChange={onQuery} className="w-full" />
      <p role="status" className="text-small text-text-3">
        {query.trim() === '' ? t('searchHelp') : t('hits', { count: hits.length })}
      </p>
      {hits.length === 0 ? null : (
        <ol className="-mx-5 min-h-0 flex-1 overflow-y-auto border-y border-line">
          {hits.map((hit, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two hits may share moment and text
            <li key={index}>
              <button
                type="button"
                onClick={() => onSeek(hit.at)}
                aria-current={index === current || undefined}
                className={classNames(
                  'grid w-full grid-cols-[44px_1fr] gap-3 border-b border-line px-5 py-2 text-left font-mono text-mono last:border-b-0 hover:bg-hover',
                  index === current && 'bg-active shadow-[inset_2px_0_0_var(--color-accent)]',
                )}
              >
                <span className="text-text-3">{clock(Math.floor(hit.at))}</span>
                <span className="min-w-0">
                  <span className="block truncate text-text-3">{hit.before || ' '}</span>
                  <span className="block truncate">
                    <Marked text={hit.text} query={query.trim()} />
                  </span>
                </span>
              </button>
            </li>
          ))}
        </ol>
      )}
      {marks.length === 0 ? null : (
        <section>
          <SectionHead count={marks.length}>{t('markers')}</SectionHead>
          <ul className="mt-2 flex flex-col">
            {marks.map((mark) => (
              <li key={`${mark.at}-${mark.label}`}>
                <button
                  type="button"
                  onClick={() => onSeek(mark.at)}
                  className="flex min-h-7 w-full items-center gap-3 rounded-tag text-left text-small hover:bg-hover"
                >
                  <span className="w-11 font-mono text-mono text-text-3">{clock(Math.floor(mark.at))}</span>
                  <Glyph name={mark.glyph} size={10} className="shrink-0 text-text-3" />
                  {mark.label}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <span className="flex-1" />
      <section className="border-t border-line pt-4">
        <SectionHead>{t('whoWhy')}</SectionHead>
        <dl className="mt-2 grid grid-cols-[84px_1fr] gap-x-3 gap-y-1.5 text-small">
          {facts.map(([name, value]) => (
            <Fragment key={name}>
              <dt className="text-text-3">{name}</dt>
              <dd className="min-w-0 break-words">{value}</dd>
            </Fragment>
          ))}
          <dt className="text-text-3">{t('fact.digest')}</dt>
          <dd className="flex items-center gap-1 font-mono text-mono">
            {recording.digest === null ? (
              t('fact.atEnd')
            ) : (
              <>
                <span className="truncate">
                  {recording.digest.slice(0, 8)} … {recording.digest.slice(-4)}
                </span>
                <CopyButton what={t('fact.digest')} text={recording.digest} />
              </>
            )}
          </dd>
        </dl>
      </section>
    </div>
  );
}

function Marked({ text, query }: { text: string; query: string }) {
  const at = query === '' ? -1 : text.toLowerCase().indexOf(query.toLowerCase());
  if (at < 0) return <>{text}</>;
  // The hit is kept in view: a long line begins shortly before it.
  const from = Math.max(0, at - 18);
  return (
    <>
      {from > 0 ? '…' : ''}
      {text.slice(from, at)}
      <mark className="bg-hit text-hit-ink">{text.slice(at, at + query.length)}</mark>
      {text.slice(at + query.length)}
    </>
  );
}
