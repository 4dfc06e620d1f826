'use client';

import { Download, Pause, Play, RotateCcw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { RecordingCheck, RecordingDetail } from '@/lib/domain/terminals/view';
import type { Act } from '../frame/act';
import { Page } from '../frame/page';
import { useHotkeys } from '../frame/use-hotkeys';
import { clock } from '../terminals/terminal-strip';
import { Button } from '../ui/button';
import { Chip } from '../ui/chip';
import { CopyButton } from '../ui/copy-button';
import { EmptyState } from '../ui/empty-state';
import { EnvironmentTag } from '../ui/environment-tag';
import type { GlyphName } from '../ui/glyph';
import { Status } from '../ui/status';
import { Time } from '../ui/time';
import { useToast } from '../ui/toast';
import { type Cast, density, linesOf, movedTo, parseCast, resizesOf, search, skipIdle } from './cast';
import { Legend } from './legend';
import { RecordingAside } from './recording-aside';
import { Scrubber } from './scrubber';
import { usePlayer } from './use-player';

const SPEEDS = [1, 1.5, 2, 4] as const;
const IDLE_LIMIT_SECONDS = 2;
const markGlyphs: Record<string, GlyphName> = { watched: 'ring', unwatched: 'ring', ended: 'stopped', adopted: 'half' };

/** Who did what here: the recording, where in it one is, what was on the screen, and whether it is whole. */
export function PlayerScreen({
  recording,
  startAt,
  check,
}: {
  recording: RecordingDetail;
  /** Seconds a link points to. */
  startAt: number;
  check: Act<{ terminalId: string }, RecordingCheck>;
}) {
  const t = useTranslations('recordings');
  const tell = useToast();
  const host = useRef<HTMLDivElement>(null);
  const [raw, setRaw] = useState<Cast | null>(null);
  const [trouble, setTrouble] = useState(false);
  const [speed, setSpeed] = useState<number>(1);
  const [skipping, setSkipping] = useState(true);
  const [query, setQuery] = useState('');
  const [checked, setChecked] = useState<RecordingCheck | null>(null);
  const address = `/api/recordings/${recording.id}`;

  useEffect(() => {
    let gone = false;
    fetch(address)
      .then(async (answer) => {
        if (!answer.ok) throw new Error(String(answer.status));
        const cast = parseCast(await answer.text());
        if (!gone) setRaw(cast);
      })
      .catch(() => {
        if (!gone) setTrouble(true);
      });
    return () => {
      gone = true;
    };
  }, [address]);
  useEffect(() => {
    // One that still runs is checked by its reader when it has ended: it has no end to be held against.
    if (recording.status !== 'ended') return;
    check({ terminalId: recording.id })
      .then((answer) => setChecked(answer.ok ? answer.value : null))
      .catch(() => setChecked(null));
  }, [check, recording.id, recording.status]);

  const played = useMemo(() => {
    if (raw === null) return null;
    const { events, gaps } = skipping ? skipIdle(raw.events, IDLE_LIMIT_SECONDS) : { events: raw.events, gaps: [] };
    return {
      cast: { ...raw, events } satisfies Cast,
      gaps,
      bars: density(events, 160),
      lines: linesOf(events, raw.cols),
    };
  }, [raw, skipping]);
  const total = played?.cast.events.at(-1)?.[0] ?? 0;
  const toPlayed = (seconds: number) => movedTo(raw?.events ?? [], played?.cast.events ?? [], seconds);
  const toRecorded = (seconds: number) => movedTo(played?.cast.events ?? [], raw?.events ?? [], seconds);
  const player = usePlayer(host, played?.cast ?? null, speed, played === null ? startAt : toPlayed(startAt));
  const recordedAt = toRecorded(player.at);
  const hits = useMemo(() => search(played?.lines ?? [], query), [played, query]);
  // A mark is placed by what is played: with pauses cut out, moments move.
  const marks = [
    ...recording.markers.map((mark) => ({
      at: toPlayed(mark.elapsedMs / 1000),
      kind: mark.kind,
      glyph: markGlyphs[mark.kind] ?? ('living' as const),
      label: mark.who
        ? t(`markerOf.${mark.kind as 'watched'}`, { who: mark.who })
        : t(`marker.${mark.kind as 'watched'}`),
    })),
    ...resizesOf(played?.cast.events ?? []).map(({ at, size }) => ({
      at,
      kind: 'resize',
      glyph: 'resized' as const,
      label: t('resizedTo', { size }),
    })),
  ].sort((one, other) => one.at - other.at);
  // Pauses are cut out or put back around the moment one is at.
  const keptMoment = useRef<number | null>(null);
  const skip = (on: boolean) => {
    keptMoment.current = recordedAt;
    setSkipping(on);
  };
  const { seek } = player;
  useEffect(() => {
    if (keptMoment.current === null || raw === null || played === null) return;
    seek(movedTo(raw.events, played.cast.events, keptMoment.current));
    keptMoment.current = null;
  }, [raw, played, seek]);
  const next = (step: 1 | -1) => {
    const times = hits.map((hit) => hit.at);
    const to =
      step > 0 ? times.find((time) => time > player.at + 0.05) : times.findLast((time) => time < player.at - 0.05);
    if (to !== undefined) player.seek(to);
  };
  // Links count in the recording's own time, whatever is skipped while playing.
  const link =
    typeof location === 'undefined' ? '' : `${location.origin}/recordings/${recording.id}?t=${Math.floor(recordedAt)}`;
  const copyLink = async () => {
    await navigator.clipboard.writeText(link);
    tell({ tone: 'ok', glyph: 'check', title: t('linkCopied', { time: clock(Math.floor(player.at)) }) });
  };
  useHotkeys({
    space: player.toggle,
    arrowleft: () => player.seek(player.at - 5),
    arrowright: () => player.seek(Math.min(total, player.at + 5)),
    ',': () => player.seek(stepTo(played?.cast ?? null, player.at, -1)),
    '.': () => player.seek(stepTo(played?.cast ?? null, player.at, 1)),
    n: () => next(1),
    'shift+n': () => next(-1),
    s: () => skip(!skipping),
    l: () => void copyLink(),
    '/': () => document.querySelector<HTMLInputElement>('[data-filter-field]')?.focus(),
  });
  return (
    <Page
      parent={{ href: '/recordings', label: t('title') }}
      title={recording.target.name}
      environment={recording.environment.kind}
      padded={false}
      status={
        <span className="flex min-w-0 items-center gap-3">
          <EnvironmentTag kind={recording.environment.kind}>{recording.environment.name}</EnvironmentTag>
          <span className="truncate text-body text-text-2 phone:hidden">{recording.person.name}</span>
          <span className="text-small text-text-3 max-lg:hidden">
            <Time at={new Date(recording.openedAt ?? recording.createdAt)} style="exact" />
            <span className="dot-apart">R-{recording.requestNumber}</span>
          </span>
        </span>
      }
      acts={
        <>
          <CheckState check={checked} running={recording.status !== 'ended'} />
          <CopyButton
            what={t('link')}
            text={link}
            label={t('copyLink', { time: clock(Math.floor(player.at)) })}
            variant="secondary"
            size="medium"
            className="phone:hidden"
          />
          <CopyButton what={t('link')} text={link} size="medium" className="hidden phone:inline-flex" />
          <Button icon={Download} asChild className="phone:hidden">
            <a href={`${address}?download`} download={`T-${recording.number}.cast`}>
              {t('download')}
            </a>
          </Button>
        </>
      }
      asideWidth={348}
      asideLabel={t('aboutRecording')}
      aside={
        <RecordingAside
          recording={recording}
          query={query}
          onQuery={setQuery}
          hits={hits}
          lines={played?.lines ?? []}
          check={checked}
          at={player.at}
          marks={marks}
          onSeek={player.seek}
        />
      }
      foot={
        <div className="flex w-full flex-col gap-1">
          <Scrubber
            at={player.at}
            total={total}
            bars={played?.bars ?? []}
            marks={marks}
            hits={hits.map((hit) => hit.at)}
            gaps={played?.gaps ?? []}
            onSeek={player.seek}
          />
          <div className="flex flex-wrap items-center gap-2">
            <Button variant="ghost" icon={RotateCcw} aria-label={t('restart')} onClick={() => player.seek(0)} />
            <Button
              icon={player.playing ? Pause : Play}
              aria-label={player.playing ? t('pause') : t('play')}
              onClick={player.toggle}
            />
            <span className="min-w-28 text-body" suppressHydrationWarning>
              <b>{clock(Math.floor(player.at))}</b>{' '}
              <span className="text-text-3">{t('of', { total: clock(Math.ceil(total)) })}</span>
            </span>
            {recording.openedAt === null ? null : (
              <Time
                at={new Date(recording.openedAt + recordedAt * 1000)}
                style="seconds"
                className="text-small text-text-3 phone:hidden"
              />
            )}
            <Legend marks={marks} hits={hits.length} gaps={played?.gaps ?? []} />
            <span className="ml-auto flex items-center gap-2 phone:ml-0 phone:w-full phone:justify-between phone:gap-0">
              {SPEEDS.map((one) => (
                <Chip key={one} pressed={one === speed} onClick={() => setSpeed(one)}>
                  {one}×
                </Chip>
              ))}
              <Chip pressed={skipping} outlined onClick={() => skip(!skipping)}>
                {t('skipIdle')}
              </Chip>
            </span>
          </div>
        </div>
      }
    >
      {trouble ? (
        <EmptyState barred title={t('unreadable')}>
          {t('unreadableText')}
        </EmptyState>
      ) : raw !== null && total === 0 ? (
        <EmptyState title={t('silent')}>{t('silentText')}</EmptyState>
      ) : (
        <div ref={host} data-recording className="postern-player h-full bg-term-bg p-4 [main:has(&)]:bg-term-bg" />
      )}
    </Page>
  );
}

function CheckState({ check, running }: { check: RecordingCheck | null; running: boolean }) {
  const t = useTranslations('recordings');
  if (running) {
    return (
      <Status boxed glyph="recorded" tone="info">
        {t('running')}
      </Status>
    );
  }
  if (check === null) {
    return (
      <Status boxed glyph="ring" tone="idle">
        {t('notChecked')}
      </Status>
    );
  }
  return check.whole ? (
    <Status boxed glyph="check" tone="ok">
      {t('whole')}
    </Status>
  ) : (
    <Status boxed glyph="alert" tone="bad">
      {t('altered')}
    </Status>
  );
}

/** The moment of the event before or after, for going on frame by frame. */
function stepTo(cast: Cast | null, at: number, step: 1 | -1): number {
  const times = cast?.events.map(([seconds]) => seconds) ?? [];
  const found = step > 0 ? times.find((time) => time > at + 0.001) : times.findLast((time) => time < at - 0.001);
  return found ?? at;
}
