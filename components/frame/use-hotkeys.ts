'use client';

import { createContext, type RefObject, useContext, useEffect, useRef } from 'react';

/** Whether single letters act; people who dictate or press keys by accident turn it off in their menu. */
export const SingleKeysContext = createContext(true);

/** The name under which a key press is listed: `mod+k`, `shift+n`, `j`, `/`, `enter`. */
export function chordOf(event: Pick<KeyboardEvent, 'key' | 'metaKey' | 'ctrlKey' | 'altKey' | 'shiftKey'>): string {
  const key = event.key === ' ' ? 'space' : event.key.toLowerCase();
  const isLetter = /^[\p{L}\d]$/u.test(key);
  const parts = [
    event.metaKey || event.ctrlKey ? 'mod' : '',
    event.altKey ? 'alt' : '',
    // Punctuation already says by itself that Shift was held: `?` is not `shift+?`.
    event.shiftKey && (isLetter || key.length > 1) ? 'shift' : '',
    key,
  ];
  return parts.filter(Boolean).join('+');
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest('input:not([type=checkbox]):not([type=radio]), textarea, select') !== null)
  );
}

/**
 * Listens for keys on the whole page. Single keys do nothing while somebody types, composes Japanese, or has a dialog,
 * sheet or menu open; chords with `mod` work while typing too.
 */
export function useHotkeys(keys: Readonly<Record<string, (event: KeyboardEvent) => void>>): void {
  const singleKeys = useContext(SingleKeysContext);
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.repeat) return;
      const chord = chordOf(event);
      const act = latest.current[chord];
      if (!act) return;
      if (!chord.startsWith('mod+')) {
        if (!singleKeys && chord.length === 1) return;
        if (isTyping(event.target)) return;
        if (document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]')) return;
      }
      event.preventDefault();
      act(event);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [singleKeys]);
}

/**
 * J and K (and the arrows while a row has the focus) move the focus through the rows inside `list`; `/` goes to the
 * page's filter. Enter needs nothing: a row is a link or a button.
 */
export function useRowKeys(list: RefObject<HTMLElement | null>): void {
  const move = (step: 1 | -1) => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-list-row]') ?? [])];
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const next = at < 0 ? (step > 0 ? rows[0] : rows.at(-1)) : rows[at + step];
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  };
  const arrow = (step: 1 | -1) => (event: KeyboardEvent) => {
    const onRow = event.target instanceof Element && event.target.matches('[data-list-row]');
    if (onRow) move(step);
    else list.current?.closest('[data-scroller]')?.scrollBy({ top: step * 40 });
  };
  useHotkeys({
    j: () => move(1),
    k: () => move(-1),
    arrowdown: arrow(1),
    arrowup: arrow(-1),
    '/': () => document.querySelector<HTMLInputElement>('[data-filter-field]')?.focus(),
  });
}
