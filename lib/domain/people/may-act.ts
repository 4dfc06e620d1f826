import type { Actor } from './actor';

/** Whether the provider has said recently enough which groups this person is in to decide or connect by them. */
export function groupsFresh(actor: Pick<Actor, 'groupsReadAt'>, maxAgeMinutes: number, now: Date): boolean {
  return now.getTime() - actor.groupsReadAt.getTime() <= maxAgeMinutes * 60_000;
}
