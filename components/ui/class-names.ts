import { type ClassValue, clsx } from 'clsx';
import { extendTailwindMerge } from 'tailwind-merge';

// The merger has to know our own scales, or it takes `text-body` for a colour and drops it beside `text-text-2`.
const merge = extendTailwindMerge({
  extend: {
    theme: {
      text: [
        'fine',
        'small',
        'body',
        'field',
        'lead',
        'quote',
        'dialog',
        'title',
        'question',
        'display',
        'mono',
        'code',
      ],
      radius: ['tag', 'key', 'ctl', 'card', 'sheet', 'full'],
      shadow: ['card', 'pop', 'dialog'],
      ease: ['door'],
    },
  },
});

/** Joins class names; of two that set the same property the later wins. */
export function classNames(...values: ClassValue[]): string {
  return merge(clsx(values));
}
