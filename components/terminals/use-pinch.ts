'use client';

import { type RefObject, useEffect, useRef } from 'react';
import { textSize } from './text-size';

const spread = ({ 0: one, 1: other }: TouchList) =>
  one && other ? Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) : 0;

/** Two fingers on `host` change the text size as they part or close; the page itself does not zoom, and one finger still scrolls. */
export function usePinch(host: RefObject<HTMLElement | null>, size: number, onSize: (size: number) => void): void {
  const latest = useRef({ size, onSize });
  latest.current = { size, onSize };
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    let begun: { spread: number; size: number } | null = null;
    const start = (event: TouchEvent) => {
      begun = event.touches.length === 2 ? { spread: spread(event.touches), size: latest.current.size } : null;
    };
    const move = (event: TouchEvent) => {
      if (!begun || event.touches.length !== 2 || begun.spread === 0) return;
      // Before the grid sees it: two fingers are not a scroll.
      event.preventDefault();
      event.stopPropagation();
      const next = textSize((begun.size * spread(event.touches)) / begun.spread);
      if (next !== latest.current.size) latest.current.onSize(next);
    };
    const end = () => {
      begun = null;
    };
    element.addEventListener('touchstart', start, { capture: true, passive: true });
    element.addEventListener('touchmove', move, { capture: true, passive: false });
    element.addEventListener('touchend', end, { capture: true });
    element.addEventListener('touchcancel', end, { capture: true });
    return () => {
      element.removeEventListener('touchstart', start, { capture: true });
      element.removeEventListener('touchmove', move, { capture: true });
      element.removeEventListener('touchend', end, { capture: true });
      element.removeEventListener('touchcancel', end, { capture: true });
    };
  }, [host]);
}
