/** What somebody has written into the request form so far, as the form holds it. */
export type RequestDraft = {
  reason: string;
  ticket: string;
  /** A preset's minutes as text, or `custom`. */
  choice: string;
  customMinutes: string;
  /** Empty for "when approved", else the browser's own local date and time. */
  startsAt: string;
  /** Whether a start of its own was chosen, even while it is still empty. */
  later: boolean;
};

const keyOf = (targetId: string) => `postern-draft-${targetId}`;

function isDraft(value: unknown): value is RequestDraft {
  if (typeof value !== 'object' || value === null) return false;
  const { reason, ticket, choice, customMinutes, startsAt, later } = value as Record<string, unknown>;
  const texts = [reason, ticket, choice, customMinutes, startsAt];
  return texts.every((text) => typeof text === 'string') && typeof later === 'boolean';
}

/** What was written for this target earlier in this tab; null when nothing was, or when the browser keeps nothing. */
export function readDraft(targetId: string): RequestDraft | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(keyOf(targetId)) ?? 'null');
    return isDraft(kept) ? kept : null;
  } catch {
    return null;
  }
}

/** Keeps what was written until the tab closes; null forgets it. */
export function keepDraft(targetId: string, draft: RequestDraft | null): void {
  try {
    if (draft) sessionStorage.setItem(keyOf(targetId), JSON.stringify(draft));
    else sessionStorage.removeItem(keyOf(targetId));
  } catch {
    // A browser that refuses storage only loses the convenience.
  }
}
