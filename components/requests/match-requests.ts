import type { RequestRow } from '@/lib/domain/requests/view';

/** Which requests a list shows: all, those that wait, those whose access lives, or those that are over. */
export const requestChoices = ['all', 'waiting', 'open', 'over'] as const;
export type RequestChoice = (typeof requestChoices)[number];

type Stated = Pick<RequestRow, 'status' | 'grant'>;

function choiceOf({ status, grant }: Stated): Exclude<RequestChoice, 'all'> {
  if (status === 'pending') return 'waiting';
  return grant?.status === 'open' || grant?.status === 'scheduled' ? 'open' : 'over';
}

/** How many requests each choice would show. */
export function countRequests(requests: readonly Stated[]): Record<RequestChoice, number> {
  const counts = { all: requests.length, waiting: 0, open: 0, over: 0 };
  for (const request of requests) counts[choiceOf(request)] += 1;
  return counts;
}

/** The requests narrowed to what was typed and chosen: every word must be found somewhere in the request. */
export function matchRequests(requests: readonly RequestRow[], typed: string, choice: RequestChoice): RequestRow[] {
  const words = typed.toLowerCase().split(/\s+/u).filter(Boolean);
  return requests.filter((request) => {
    if (choice !== 'all' && choiceOf(request) !== choice) return false;
    const { number, person, target, environment, reason, ticket } = request;
    const text = `R-${number} ${person.name} ${target.name} ${target.address} ${environment.name} ${reason} ${ticket ?? ''}`;
    const lower = text.toLowerCase();
    return words.every((word) => lower.includes(word));
  });
}
