'use client';

import { ArrowDown, ArrowUp, Command, CornerDownLeft, Option } from 'lucide-react';
import { type ReactNode, useSyncExternalStore } from 'react';
import { classNames } from './class-names';

const nothingToWatch = () => () => {};
const isApple = () => /mac|iphone|ipad/i.test(navigator.platform);

/** Whether this keyboard has ⌘ and ⌥; false on the server, where nobody knows. */
export function useAppleKeys(): boolean {
  return useSyncExternalStore(nothingToWatch, isApple, () => false);
}

function keyFace(key: string, apple: boolean): ReactNode {
  const line = { size: 11, strokeWidth: 1.8, 'aria-hidden': true } as const;
  switch (key) {
    case 'mod':
      return apple ? <Command {...line} /> : 'Ctrl';
    case 'alt':
      return apple ? <Option {...line} /> : 'Alt';
    case 'shift':
      return 'Shift';
    case 'enter':
      return <CornerDownLeft {...line} />;
    case 'up':
      return <ArrowUp {...line} />;
    case 'down':
      return <ArrowDown {...line} />;
    case 'esc':
    case 'tab':
      return key;
    default:
      return key.toUpperCase();
  }
}

/**
 * The key that does the same as the control it sits on, such as `mod+k` or `r`. It is a picture for the eye: the control
 * itself says it with aria-keyshortcuts. Absent on phones, which have no such keys.
 */
export function KeyHint({ keys, className }: { keys: string; className?: string }) {
  const apple = useAppleKeys();
  const faces = keys.split('+').map((key) => ({ key, face: keyFace(key, apple) }));
  return (
    <kbd
      aria-hidden
      className={classNames(
        'inline-flex h-[18px] min-w-[18px] shrink-0 items-center justify-center gap-[3px] rounded-key border border-line-2 px-1 text-[11px]/[16px] font-medium text-text-3 phone:hidden',
        className,
      )}
    >
      {faces.map(({ key, face }) => (
        <span key={key} className="inline-flex items-center">
          {face}
        </span>
      ))}
    </kbd>
  );
}
