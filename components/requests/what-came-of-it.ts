import type { RequestRow } from '@/lib/domain/requests/view';

/** What came of a request that is settled for good: access that is over by now, or none at all; null while something may still come. */
export function whatCameOfIt({ status, grant }: Pick<RequestRow, 'status' | 'grant'>): 'over' | 'nothing' | null {
  if (status === 'denied' || status === 'withdrawn' || status === 'lapsed') return 'nothing';
  return grant?.status === 'expired' || grant?.status === 'revoked' ? 'over' : null;
}
