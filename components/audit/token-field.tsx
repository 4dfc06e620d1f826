'use client';

import { Search, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useId, useRef, useState } from 'react';
import { type AuditQuery, type AuditToken, parseAuditQuery, writeAuditQuery } from '@/lib/domain/audit/query';
import { classNames } from '../ui/class-names';
import { iconStroke } from '../ui/icon';
import { KeyHint } from '../ui/key-hint';
import { suggest } from './suggest';

/** Words are looked for once one has stopped typing: each look at the record is on record. */
const TYPED_MS = 600;

/** What the record is narrowed by: tokens that can be typed, chosen and taken away, and words beside them. */
export function TokenField({
  query,
  known,
  onQuery,
}: {
  query: AuditQuery;
  /** Values that are on the page, to be offered while typing. */
  known: readonly AuditToken[];
  onQuery: (query: AuditQuery) => void;
}) {
  const t = useTranslations('audit');
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(query.text);
  const [given, setGiven] = useState(query.text);
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const [sent, setSent] = useState<string | null>(null);
  if (given !== query.text) {
    setGiven(query.text);
    // What this field asked for itself comes back while more is being typed.
    if (query.text !== sent) setTyped(query.text);
  }
  const latest = useRef({ query, onQuery });
  latest.current = { query, onQuery };
  useEffect(() => {
    const text = typed.trim();
    if (text === given) return;
    const timer = setTimeout(() => {
      // An unfinished token is not words: it waits for Enter.
      if (/[a-z]+:\S*$/.test(typed)) return;
      setSent(text);
      latest.current.onQuery({ ...latest.current.query, text });
    }, TYPED_MS);
    return () => clearTimeout(timer);
  }, [typed, given]);

  const offers = isOpen ? suggest(typed, known, query.tokens) : [];
  const add = (token: AuditToken) => {
    setTyped('');
    setAt(-1);
    onQuery({ tokens: [...query.tokens, token], text: '' });
    input.current?.focus();
  };
  const commit = () => {
    const offered = offers[at];
    if (offered) add(offered);
    else {
      const more = parseAuditQuery(typed);
      setTyped(more.text);
      onQuery(parseAuditQuery(writeAuditQuery({ tokens: [...query.tokens, ...more.tokens], text: more.text })));
    }
  };
  const onKeyDown = (event: React.KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      commit();
    } else if (event.key === 'Backspace' && typed === '' && query.tokens.length > 0) {
      onQuery({ ...query, tokens: query.tokens.slice(0, -1) });
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (offers.length === 0) return;
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setAt((before) => (Math.max(before, step > 0 ? -1 : 0) + step + offers.length) % offers.length);
    } else if (event.key === 'Escape') {
      if (at >= 0 || offers.length > 0) {
        setOpen(false);
        setAt(-1);
      } else event.currentTarget.blur();
      event.stopPropagation();
    }
  };

  return (
    <div className="relative min-w-0 flex-1 phone:flex-none phone:basis-full">
      <div className="field-box flex min-h-(--h-ctl) max-w-[640px] flex-wrap items-center gap-1.5 border-line-2 py-[3px] pr-[7px] pl-2.5">
        <Search size={14} strokeWidth={iconStroke} className="shrink-0 text-text-3" aria-hidden />
        {query.tokens.map((token) => (
          <span
            key={`${token.key}:${token.value}`}
            className="inline-flex h-6 max-w-full items-center gap-1 rounded-key border border-line-2 bg-active pl-2 text-small font-medium"
          >
            <span className="truncate">
              {t(`key.${token.key}`)}: {token.value}
            </span>
            <button
              type="button"
              aria-label={t('dropToken', { key: t(`key.${token.key}`), value: token.value })}
              onClick={() => {
                onQuery({ ...query, tokens: query.tokens.filter((one) => one !== token) });
                input.current?.focus();
              }}
              className="grid size-6 shrink-0 place-items-center text-text-3 hover:text-text phone:size-11"
            >
              <X size={12} strokeWidth={iconStroke} aria-hidden />
            </button>
          </span>
        ))}
        <input
          ref={input}
          data-filter-field
          type="text"
          role="combobox"
          aria-label={t('filter')}
          aria-expanded={offers.length > 0}
          aria-controls={`${id}-offers`}
          aria-autocomplete="list"
          aria-activedescendant={offers[at] ? `${id}-${at}` : undefined}
          aria-keyshortcuts="/"
          placeholder={query.tokens.length === 0 ? t('filterHint') : ''}
          value={typed}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setTyped(event.target.value);
            setOpen(true);
            setAt(-1);
          }}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={onKeyDown}
          className="h-6 min-w-24 flex-1 bg-transparent outline-none"
        />
        {typed === '' && query.tokens.length === 0 ? <KeyHint keys="/" /> : null}
      </div>
      <div
        id={`${id}-offers`}
        role="listbox"
        aria-label={t('offers')}
        className={classNames(
          'absolute top-full left-0 z-10 mt-1.5 w-[360px] max-w-full rounded-card bg-raised p-1 shadow-pop',
          offers.length === 0 && 'hidden',
        )}
      >
        {offers.map((offer, index) => (
          <div
            key={`${offer.key}:${offer.value}`}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            // Before the field loses the focus and the list with it.
            onPointerDown={(event) => {
              event.preventDefault();
              add(offer);
            }}
            className={classNames(
              'flex h-8 cursor-pointer items-center gap-2 rounded-ctl px-2.5 hover:bg-hover phone:h-11',
              index === at && 'bg-active',
            )}
          >
            <span className="text-small text-text-3">{t(`key.${offer.key}`)}</span>
            <span className="truncate">{offer.value}</span>
          </div>
        ))}
      </div>
    </div>
  );
}
