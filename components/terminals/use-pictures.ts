'use client';

import { useEffect, useRef, useState } from 'react';
import type { Picture } from '@/lib/domain/recordings/picture';

/** No more screens than this move at once; the others stand as the page had them. */
const MOST = 60;
const SOON_MS = 400;
const LATEST_MS = 2_500;
/** With less motion wanted, once in a second is often enough. */
const CALM_MS = 1_000;

type Pictured = { id: string; picture: Picture | null };

/**
 * Keeps the pictures of running terminals moving while the page is in front: asks for what is newer than it has, soon again while
 * something moves and more seldom while nothing does. Answers the newest picture of each.
 */
export function usePictures(terminals: readonly Pictured[]): ReadonlyMap<string, Picture> {
  const [fresh, setFresh] = useState<ReadonlyMap<string, Picture>>(new Map());
  const newest = newestOf(terminals, fresh);
  const latest = useRef({ terminals, newest });
  latest.current = { terminals, newest };
  const isEmpty = terminals.length === 0;

  useEffect(() => {
    if (isEmpty) return;
    const least = matchMedia('(prefers-reduced-motion: reduce)').matches ? CALM_MS : SOON_MS;
    const stopped = new AbortController();
    let wait = least;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = (moved: boolean) => {
      wait = moved ? least : Math.min(LATEST_MS, wait * 1.5);
      timer = setTimeout(() => void ask(), wait);
    };
    const ask = async () => {
      if (document.hidden) return again(false);
      try {
        const seen = latest.current.terminals
          .slice(0, MOST)
          .map(({ id }) => `${id}:${latest.current.newest.get(id)?.offset ?? 0}`);
        const answer = await fetch(`/api/pictures?seen=${seen.join(',')}`, {
          cache: 'no-store',
          signal: stopped.signal,
        });
        const got = answer.ok ? ((await answer.json()) as { terminalId: string; picture: Picture }[]) : [];
        if (stopped.signal.aborted) return;
        if (got.length > 0) {
          const { terminals: now, newest: before } = latest.current;
          const next = new Map(before);
          for (const one of got) next.set(one.terminalId, one.picture);
          setFresh(new Map([...next].filter(([id]) => now.some((terminal) => terminal.id === id))));
        }
        again(got.length > 0);
      } catch {
        // The frame says when the line is lost; here the picture only stands still.
        if (!stopped.signal.aborted) again(false);
      }
    };
    void ask();
    return () => {
      stopped.abort();
      clearTimeout(timer);
    };
  }, [isEmpty]);
  return newest;
}

/** What the page brought and what was asked for since, whichever has come further; of a terminal one may no longer look at, nothing. */
export function newestOf(
  terminals: readonly Pictured[],
  fresh: ReadonlyMap<string, Picture>,
): ReadonlyMap<string, Picture> {
  const newest = new Map<string, Picture>();
  for (const { id, picture } of terminals) {
    const later = fresh.get(id);
    const best = later && (picture === null || later.offset >= picture.offset) ? later : picture;
    if (best) newest.set(id, best);
  }
  return newest;
}
