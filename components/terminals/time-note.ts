/** How little is left, in seconds, when the shell gets its line. */
export const TOLD_AT = { soon: 300, last: 60 } as const;

export type TimeNote = keyof typeof TOLD_AT;

/** The line that is due with so many seconds left, when `told` was the last for the same end; null when none is. */
export function timeNoteDue(secondsLeft: number, told: TimeNote | null): TimeNote | null {
  if (secondsLeft <= 0) return null;
  if (secondsLeft <= TOLD_AT.last) return told === 'last' ? null : 'last';
  return secondsLeft <= TOLD_AT.soon && told === null ? 'soon' : null;
}
