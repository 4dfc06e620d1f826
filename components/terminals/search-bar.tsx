'use client';

import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { Button } from '../ui/button';
import { useCount } from '../ui/count';
import type { Screen } from './screen';
import { searchMarks } from './terminal-theme';

/** Finds text in the scrollback; Enter goes to the next hit, Shift+Enter back, Escape returns to the shell. */
export function SearchBar({ screen, onClose }: { screen: () => Screen | null; onClose: () => void }) {
  const t = useTranslations('terminal');
  const count = useCount();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [hits, setHits] = useState<{ at: number; count: number } | null>(null);
  useEffect(() => {
    field.current?.focus();
    const search = screen()?.search;
    const watching = search?.onDidChangeResults(({ resultIndex, resultCount }) =>
      setHits({ at: resultIndex + 1, count: resultCount }),
    );
    return () => {
      watching?.dispose();
      search?.clearDecorations();
    };
  }, [screen]);
  const find = (value: string, back: boolean, incremental: boolean) => {
    const search = screen()?.search;
    if (value === '') {
      search?.clearDecorations();
      setHits(null);
    } else if (back) search?.findPrevious(value, searchMarks());
    else search?.findNext(value, { ...searchMarks(), incremental });
  };
  return (
    <search className="flex min-h-(--h-strip) shrink-0 items-center gap-2 border-b border-line bg-surface px-3.5 phone:gap-1 phone:py-1 phone:pr-1 phone:pl-2">
      <label className="sr-only" htmlFor="terminal-search">
        {t('search.label')}
      </label>
      <input
        ref={field}
        id="terminal-search"
        value={text}
        autoComplete="off"
        spellCheck={false}
        placeholder={t('search.label')}
        onChange={(event) => {
          setText(event.target.value);
          find(event.target.value, false, true);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onClose();
          if (event.key === 'Enter') {
            event.preventDefault();
            find(text, event.shiftKey, false);
          }
        }}
        className="field-box h-(--h-ctl-sm) w-72 min-w-0 px-2 phone:flex-1"
      />
      <output className="min-w-16 text-small whitespace-nowrap text-text-3 phone:px-1">
        {hits === null
          ? ''
          : hits.count === 0
            ? t('search.none')
            : t('search.of', { at: count(hits.at), count: count(hits.count) })}
      </output>
      <Button
        size="small"
        variant="ghost"
        icon={ChevronUp}
        aria-label={t('search.previous')}
        onClick={() => find(text, true, false)}
      />
      <Button
        size="small"
        variant="ghost"
        icon={ChevronDown}
        aria-label={t('search.next')}
        onClick={() => find(text, false, false)}
      />
      <span className="flex-1 phone:hidden" />
      <Button size="small" variant="ghost" icon={X} aria-label={t('search.close')} onClick={onClose} />
    </search>
  );
}
