'use client';

import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { type Cast, writeCast } from './cast';
import 'asciinema-player/dist/bundle/asciinema-player.css';

type Player = {
  play(): Promise<void>;
  pause(): Promise<void>;
  seek(position: number): Promise<boolean | undefined>;
  getCurrentTime(): Promise<number> | number;
  dispose(): void;
  addEventListener(name: string, heard: () => void): void;
};

export type PlayerHandle = {
  playing: boolean;
  /** Seconds from the start of what is played. */
  at: number;
  toggle: () => void;
  seek: (seconds: number) => void;
};

/** Plays a cast inside `host`; made anew when the cast or the speed changes, going on where it was. The first begins at `startAt`. */
export function usePlayer(
  host: RefObject<HTMLDivElement | null>,
  cast: Cast | null,
  speed: number,
  startAt: number,
): PlayerHandle {
  const player = useRef<Player | null>(null);
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(startAt);
  const place = useRef(startAt);
  const wasPlaying = useRef(false);
  const begun = useRef(false);
  const beginning = useRef(startAt);
  beginning.current = startAt;

  useEffect(() => {
    const box = host.current;
    if (box === null || cast === null) return;
    if (!begun.current) {
      // Only now is it known where the moment of the link lies in what is played.
      begun.current = true;
      place.current = beginning.current;
      setAt(beginning.current);
    }
    let gone = false;
    let made: Player | null = null;
    // The player needs a window, so it is fetched by the browser alone.
    void import('asciinema-player').then(({ create }) => {
      if (gone) return;
      made = create({ data: writeCast(cast) }, box, {
        cols: cast.cols,
        rows: cast.rows,
        controls: false,
        fit: 'both',
        preload: true,
        speed,
        startAt: place.current,
        autoPlay: wasPlaying.current,
        // Nothing was written at the very beginning: until it plays, its last frame stands for it, as it does in the list.
        poster: `npt:${place.current > 0 ? place.current : (cast.events.at(-1)?.[0] ?? 0)}`,
        terminalFontFamily: getComputedStyle(document.documentElement).getPropertyValue('--font-mono'),
        terminalLineHeight: 18 / 13,
        theme: 'postern',
      }) as unknown as Player;
      player.current = made;
      const heard = (now: boolean) => () => {
        setPlaying(now);
        wasPlaying.current = now;
      };
      made.addEventListener('play', heard(true));
      made.addEventListener('playing', heard(true));
      made.addEventListener('pause', heard(false));
      made.addEventListener('ended', heard(false));
    });
    return () => {
      gone = true;
      made?.dispose();
      player.current = null;
    };
  }, [host, cast, speed]);

  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => {
      void Promise.resolve(player.current?.getCurrentTime() ?? 0).then((seconds) => {
        place.current = seconds;
        setAt(seconds);
      });
    }, 100);
    return () => clearInterval(timer);
  }, [playing]);

  const toggle = useCallback(() => {
    if (wasPlaying.current) void player.current?.pause();
    else void player.current?.play();
  }, []);
  const seek = useCallback((seconds: number) => {
    const to = Math.max(0, seconds);
    place.current = to;
    setAt(to);
    void player.current?.seek(to);
  }, []);
  return { playing, at, toggle, seek };
}
