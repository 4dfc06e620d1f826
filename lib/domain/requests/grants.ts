import type { Grant } from './request';

/** Whether the grant lets its person in at this instant: active, begun, not over. */
export function isOpen(grant: Pick<Grant, 'status' | 'startsAt' | 'endsAt'>, now: Date): boolean {
  return grant.status === 'active' && grant.startsAt <= now && now < grant.endsAt;
}

/** The open grant that lasts longest, or null; overlapping grants never cut each other. */
export function openGrant<G extends Pick<Grant, 'status' | 'startsAt' | 'endsAt'>>(
  grants: readonly G[],
  now: Date,
): G | null {
  return grants
    .filter((grant) => isOpen(grant, now))
    .reduce<G | null>((longest, grant) => (longest && longest.endsAt >= grant.endsAt ? longest : grant), null);
}

/**
 * When access without a gap ends, or null when none is open: a terminal's effective end, and the clock on the screen. A grant that begins before the current one is over carries on from it,
 * so the answer may be later than the end of every grant open now.
 */
export function accessUntil(grants: readonly Pick<Grant, 'status' | 'startsAt' | 'endsAt'>[], now: Date): Date | null {
  let end = openGrant(grants, now)?.endsAt ?? null;
  if (end === null) return null;
  for (;;) {
    const until: Date = end;
    const later = grants.find((grant) => grant.status === 'active' && grant.startsAt <= until && grant.endsAt > until);
    if (!later) return end;
    end = later.endsAt;
  }
}
