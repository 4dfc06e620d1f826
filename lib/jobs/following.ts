import { setTimeout as pause } from 'node:timers/promises';
import type { Following } from '../use-cases/bastions/following';

/** Looks every `pollMs` until the signal aborts. */
export function following(pollMs: number, signal?: AbortSignal): Following {
  // The only way a pause fails is by being cut short, which is what the signal says as well.
  return { signal, wait: () => pause(pollMs, undefined, { signal }).catch(() => undefined) };
}
