import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names';

/** A filter that is either on or off, such as "All 23". `outlined` keeps a border while off. */
export function Chip({
  pressed,
  count,
  outlined = false,
  className,
  children,
  ...button
}: ComponentProps<'button'> & { pressed: boolean; count?: ReactNode; outlined?: boolean }) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      {...button}
      className={classNames(
        'inline-flex h-(--h-ctl-sm) shrink-0 items-center gap-1 rounded-ctl border px-2.5 text-small font-medium whitespace-nowrap transition-colors',
        pressed
          ? 'border-line-2 bg-active text-text'
          : ['text-text-2 hover:bg-hover hover:text-text', outlined ? 'border-line-2' : 'border-transparent'],
        className,
      )}
    >
      {children}
      {count === undefined ? null : <span className={pressed ? 'text-text-2' : 'text-text-3'}>{count}</span>}
    </button>
  );
}
