import type { Result } from '@/lib/domain/result';

/**
 * The ticket of an answer; null when there will never be one, so that the page stops asking. Throws when asking again may help: the
 * socket's line then tries again by itself.
 */
export function ticketOf(answer: Result<{ ticket: string }>): string | null {
  if (answer.ok) return answer.value.ticket;
  switch (answer.refusal.reason) {
    case 'TOO_MANY':
    case 'SHUTTING_DOWN':
    case 'CHANGED_MEANWHILE':
    case 'POLICY_BROKEN':
      throw new Error(`no ticket for now: ${answer.refusal.reason}`);
    default:
      return null;
  }
}
