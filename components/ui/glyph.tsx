import type { ReactNode } from 'react';
import { classNames } from './class-names';

/** What a thing is doing, as a shape that survives without colour. */
export type GlyphName =
  | 'living'
  | 'half'
  | 'ring'
  | 'alert'
  | 'cross'
  | 'check'
  | 'stopped'
  | 'recorded'
  | 'underway'
  | 'resized';

const shapes: Record<GlyphName, ReactNode> = {
  living: <circle cx="6" cy="6" r="4.25" fill="currentColor" />,
  half: (
    <>
      <circle cx="6" cy="6" r="4.5" stroke="currentColor" strokeWidth="1.4" />
      <path d="M6 1.5a4.5 4.5 0 0 1 0 9Z" fill="currentColor" />
    </>
  ),
  ring: <circle cx="6" cy="6" r="4.2" stroke="currentColor" strokeWidth="1.5" />,
  alert: (
    <path d="M6 1.6 11 10.4H1Z" fill="currentColor" stroke="currentColor" strokeWidth="1" strokeLinejoin="round" />
  ),
  cross: <path d="m2.6 2.6 6.8 6.8M9.4 2.6 2.6 9.4" stroke="currentColor" strokeWidth="2" />,
  check: <path d="m1.8 6.5 3 2.9 5.4-6.3" stroke="currentColor" strokeWidth="1.9" />,
  stopped: <rect x="1.9" y="1.9" width="8.2" height="8.2" rx="0.8" fill="currentColor" />,
  resized: <rect x="1.9" y="2.9" width="8.2" height="6.2" rx="1" stroke="currentColor" strokeWidth="1.4" />,
  recorded: (
    <>
      <circle cx="6" cy="6" r="5" stroke="currentColor" strokeWidth="1.3" />
      <circle cx="6" cy="6" r="2.4" fill="currentColor" />
    </>
  ),
  underway: (
    <>
      <circle cx="6" cy="6" r="4.6" stroke="currentColor" strokeWidth="1.6" opacity="0.28" />
      <path d="M6 1.4A4.6 4.6 0 0 1 10.6 6" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />
    </>
  ),
};

/** A state glyph in the current colour; it never stands without its word. */
export function Glyph({ name, size = 12, className }: { name: GlyphName; size?: number; className?: string }) {
  return (
    <svg
      aria-hidden
      width={size}
      height={size}
      viewBox="0 0 12 12"
      fill="none"
      className={classNames('shrink-0', name === 'underway' && 'animate-turn', className)}
    >
      {shapes[name]}
    </svg>
  );
}
