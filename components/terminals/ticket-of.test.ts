import { describe, expect, it } from 'vitest';
import { ok, refuse } from '@/lib/domain/result';
import { ticketOf } from './ticket-of';

describe('the ticket of an answer', () => {
  it('is the ticket, or null when there will be none', () => {
    expect(ticketOf(ok({ ticket: 'abc' }))).toBe('abc');
    for (const reason of ['TERMINAL_ENDED', 'NOT_FOUND', 'NOT_ALLOWED', 'SIGNED_OUT', 'GROUPS_TOO_OLD'] as const) {
      expect(ticketOf(refuse(reason))).toBeNull();
    }
  });

  it('is asked for again when that may help', () => {
    for (const reason of ['TOO_MANY', 'SHUTTING_DOWN', 'POLICY_BROKEN'] as const) {
      expect(() => ticketOf(refuse(reason))).toThrow(reason);
    }
  });
});
