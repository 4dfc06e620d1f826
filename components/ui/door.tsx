const arch = 'M2 13.2V6.4a4 4 0 0 1 8 0v6.8Z';

/**
 * Access, as an arch. `open`: open to you now. `opens`: opens at once when asked. `ask`: somebody decides.
 * `waiting`: somebody has still to answer. `barred`: not for you, or denied.
 */
export type DoorState = 'open' | 'opens' | 'ask' | 'waiting' | 'barred';

/** The door glyph, 12×14 scaled to `size` px high, in the current colour. A word must always stand beside it. */
export function Door({ state, size = 14, className }: { state: DoorState; size?: number; className?: string }) {
  return (
    <svg
      aria-hidden
      width={(size * 12) / 14}
      height={size}
      viewBox="0 0 12 14"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.3}
      strokeLinejoin="round"
      className={className}
    >
      {state === 'open' ? <path d="M1.7 13.5V6.3a4.3 4.3 0 0 1 8.6 0v7.2Z" fill="currentColor" stroke="none" /> : null}
      {state === 'waiting' ? <path d="M6 2.4a4 4 0 0 0-4 4v6.8h4Z" fill="currentColor" stroke="none" /> : null}
      {state === 'barred' ? <path d="M6 2.4v10.8M2 6.9h8M2 10.1h8" strokeWidth={1.15} /> : null}
      {state === 'open' ? null : <path d={arch} />}
    </svg>
  );
}
