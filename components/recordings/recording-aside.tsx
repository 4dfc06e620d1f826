'use client';

import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import { Fragment, useState } from 'react';
import type { RecordingCheck, RecordingDetail } from '@/lib/domain/terminals/view';
import { clock } from '../terminals/terminal-strip';
import { Chip } from '../ui/chip';
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
  lines,
  check,
  at,
  marks,
  onSeek,
}: {
  recording: RecordingDetail;
  query: string;
  onQuery: (query: string) => void;
  hits: readonly { at: number; before: string; text: string }[];
  /** All that was written, for reading along while nothing is searched for. */
  lines: readonly { at: number; text: string }[];
  check: RecordingCheck | null;
  at: number;
  marks: readonly ScrubberMark[];
  onSeek: (seconds: number) => void;
}) {
  const t = useTranslations('recordings');
  const format = useFormatter();
  const when = (moment: number) =>
    format.dateTime(new Date(moment), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const [part, setPart] = useState<'transcript' | 'markers'>('transcript');
  const isSearching = query.trim() !== '';
  const listed = isSearching ? hits : aroundNow(lines, at);
  const current = listed.findLastIndex((line) => line.at <= at + 0.05);
  const facts: [string, React.ReactNode][] = [
    [
      t('fact.asked'),
      <Link key="r" href={`/requests/${recording.requestId}`} className="text-accent-text underline underline-offset-2">
        R-{recording.requestNumber}
      </Link>,
    ],
    ...(recording.target.kind === 'node'
      ? [
          [
            t('fact.node'),
            <span key="n" className="font-mono text-mono select-all">
              {recording.target.address}
            </span>,
          ] as [string, React.ReactNode],
        ]
      : []),
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
        : recording.watchedBy
            .map((one) => `${one.person.name}, ${when(one.from)}${one.to === null ? '' : `–${when(one.to)}`}`)
            .join('; '),
    ],
  ];
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-4">
      <FilterField label={t('search')} value={query} onValueChange={onQuery} className="w-full" />
      <div className="flex items-center gap-1">
        <Chip pressed={part === 'transcript'} onClick={() => setPart('transcript')}>
          {t('transcript')}
        </Chip>
        <Chip pressed={part === 'markers'} count={marks.length} onClick={() => setPart('markers')}>
          {t('markers')}
        </Chip>
        <span className="ml-auto text-small text-text-3">
          {isSearching && current >= 0 ? t('hitOf', { at: current + 1, count: hits.length }) : null}
        </span>
      </div>
      <p role="status" className={isSearching ? 'text-small text-text-3' : 'sr-only'}>
        {isSearching ? t('hits', { count: hits.length }) : null}
      </p>
      {part === 'transcript' ? (
        listed.length === 0 ? null : (
          <ol className="-mx-5 min-h-24 flex-1 overflow-y-auto border-y border-line" aria-label={t('transcript')}>
            {listed.map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two lines may share moment and text
              <li key={index}>
                <button
                  type="button"
                  onClick={() => onSeek(line.at)}
                  aria-current={index === current || undefined}
                  className={classNames(
                    'grid w-full grid-cols-[44px_1fr] gap-3 px-5 text-left font-mono text-mono hover:bg-hover',
                    isSearching ? 'border-b border-line py-2 last:border-b-0' : 'py-0.5 phone:py-2',
                    index === current && 'bg-active shadow-[inset_2px_0_0_var(--color-accent)]',
                  )}
                >
                  <span className="text-text-3">{clock(Math.floor(line.at))}</span>
                  <span className="min-w-0">
                    {'before' in line ? (
                      <span className="block truncate text-text-3">{(line.before as string) || ' '}</span>
                    ) : null}
                    <span className="block truncate">
                      <Marked text={line.text} query={query.trim()} />
                    </span>
                  </span>
                </button>
              </li>
            ))}
          </ol>
        )
      ) : marks.length === 0 ? (
        <p className="text-small text-text-3">{t('noMarkers')}</p>
      ) : (
        <ul className="-mx-5 min-h-24 flex-1 overflow-y-auto border-y border-line">
          {marks.map((mark) => (
            <li key={`${mark.at}-${mark.label}`}>
              <button
                type="button"
                onClick={() => onSeek(mark.at)}
                className="flex min-h-8 w-full items-center gap-3 px-5 text-left text-small hover:bg-hover phone:min-h-11"
              >
                <span className="w-11 font-mono text-mono text-text-3">{clock(Math.floor(mark.at))}</span>
                <Glyph name={mark.glyph} size={10} className="shrink-0 text-text-3" />
                {mark.label}
              </button>
            </li>
          ))}
        </ul>
      )}
      <section>
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
          <dt className="text-text-3">{t('fact.checked')}</dt>
          <dd>
            {check === null
              ? t('fact.notYet')
              : check.whole
                ? t('fact.wholeOf', { count: check.chunks })
                : t('fact.broken')}
          </dd>
        </dl>
      </section>
    </div>
  );
}

const LINES_BEFORE = 200;
const LINES_AFTER = 100;

/** As many lines as one reads along: what has just been written, and a little of what comes. */
function aroundNow<Line extends { at: number }>(lines: readonly Line[], at: number): readonly Line[] {
  const now = Math.max(
    0,
    lines.findLastIndex((line) => line.at <= at + 0.05),
  );
  return lines.slice(Math.max(0, now - LINES_BEFORE), now + LINES_AFTER);
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
