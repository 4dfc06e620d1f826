'use client';

import { Search, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type Ref, useRef } from 'react';
import { classNames } from './class-names';
import { iconStroke } from './icon';
import { KeyHint } from './key-hint';

/** Narrows the list below it as one types; Esc empties it. `/` reaches it where the page listens for that key. */
export function FilterField({
  label,
  value,
  onValueChange,
  keyHint = '/',
  className,
  inputRef,
}: {
  /** Says what is filtered, and is the placeholder: "Filter 23 targets". */
  label: string;
  value: string;
  onValueChange: (value: string) => void;
  keyHint?: string | null;
  className?: string;
  inputRef?: Ref<HTMLInputElement>;
}) {
  const t = useTranslations('parts');
  const box = useRef<HTMLDivElement>(null);
  return (
    <div
      ref={box}
      className={classNames(
        'field-box flex h-(--h-ctl) w-[280px] min-w-32 items-center gap-2 border-line-2 pr-[7px] pl-2.5 phone:w-full',
        className,
      )}
    >
      <Search size={14} strokeWidth={iconStroke} className="shrink-0 text-text-3" aria-hidden />
      <input
        ref={inputRef}
        data-filter-field
        type="search"
        aria-label={label}
        aria-keyshortcuts={keyHint ?? undefined}
        placeholder={label}
        value={value}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onValueChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          if (value) {
            event.stopPropagation();
            onValueChange('');
          } else event.currentTarget.blur();
        }}
        className="h-full min-w-0 flex-1 appearance-none bg-transparent outline-none [&::-webkit-search-cancel-button]:hidden"
      />
      {value ? (
        <button
          type="button"
          aria-label={t('clearFilter')}
          onClick={() => {
            onValueChange('');
            box.current?.querySelector('input')?.focus();
          }}
          className="grid size-[18px] shrink-0 place-items-center rounded-key text-text-3 hover:text-text phone:size-11"
        >
          <X size={13} strokeWidth={iconStroke} aria-hidden />
        </button>
      ) : keyHint ? (
        <KeyHint keys={keyHint} />
      ) : null}
    </div>
  );
}
