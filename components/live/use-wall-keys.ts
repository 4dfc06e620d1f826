'use client';

import type { RefObject } from 'react';
import { useHotkeys } from '../frame/use-hotkeys';

/** Arrows move the focus through the tiles of a wall as they lie: beside each other, and a row further up or down. */
export function useWallKeys(wall: RefObject<HTMLElement | null>): void {
  const move = (sideways: number, down: number) => (event: KeyboardEvent) => {
    const tiles = [...(wall.current?.querySelectorAll<HTMLElement>('[data-list-row]') ?? [])];
    const at = tiles.findIndex((tile) => tile.contains(document.activeElement));
    if (at < 0 && event.target !== document.body) return;
    const tops = tiles.map((tile) => tile.closest('article')?.offsetTop);
    const columns = Math.max(1, tops.filter((top) => top === tops[0]).length);
    const next = tiles[Math.max(0, at) + (at < 0 ? 0 : sideways + down * columns)];
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  };
  useHotkeys({
    arrowleft: move(-1, 0),
    arrowright: move(1, 0),
    arrowup: move(0, -1),
    arrowdown: move(0, 1),
  });
}
