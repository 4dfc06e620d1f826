import { accessUntil } from '../requests/grants';
import type { Grant } from '../requests/request';
import type { Environment } from '../targets/environment';
import type { Terminal, TerminalEndReason } from './terminal';

/** What of the terminal its limits are counted from. */
export type LimitedTerminal = Pick<Terminal, 'status' | 'openedAt' | 'lastInputAt' | 'detachedAt'>;

/** The environment's limits, in minutes. */
export type TerminalLimits = Pick<Environment, 'terminalIdleMinutes' | 'terminalMaxMinutes' | 'terminalGraceMinutes'>;

/** The sign-in the terminal was opened under. */
export type SignInState = { revokedAt: Date | null };

/** A grant as far as it bounds a terminal. */
export type BoundingGrant = Pick<Grant, 'status' | 'startsAt' | 'endsAt'>;

/**
 * Why this terminal must end now, or null. `grants` are all of the person's grants for the target: any open one keeps the terminal,
 * whichever it was opened under. When several reasons hold, the one that says most about rights comes first.
 */
export function whyMustEnd(
  terminal: LimitedTerminal,
  grants: readonly BoundingGrant[],
  limits: TerminalLimits,
  signIn: SignInState,
  now: Date,
): TerminalEndReason | null {
  if (terminal.status === 'ended') return null;
  if (signIn.revokedAt && signIn.revokedAt <= now) return 'signedOut';
  if (!accessUntil(grants, now)) {
    const takenAway = grants.some((grant) => grant.status === 'revoked' && grant.startsAt <= now && now < grant.endsAt);
    return takenAway ? 'grantRevoked' : 'grantEnded';
  }
  return clocks(terminal, limits).find((clock) => clock.at <= now)?.reason ?? null;
}

/**
 * When to look again: the instant at which `whyMustEnd` first says something if nothing else happens, or null for an ended terminal.
 * The clock may already have passed it.
 */
export function nextDeadline(
  terminal: LimitedTerminal,
  grants: readonly BoundingGrant[],
  limits: TerminalLimits,
  signIn: SignInState,
  now: Date,
): Date | null {
  if (terminal.status === 'ended') return null;
  if (whyMustEnd(terminal, grants, limits, signIn, now)) return now;
  const until = accessUntil(grants, now);
  const all = [until, signIn.revokedAt, ...clocks(terminal, limits).map((clock) => clock.at)].filter(
    (at) => at !== null,
  );
  return new Date(Math.min(...all.map((at) => at.getTime())));
}

function clocks(terminal: LimitedTerminal, limits: TerminalLimits): { at: Date; reason: TerminalEndReason }[] {
  const { openedAt, detachedAt } = terminal;
  const lastTouched = terminal.lastInputAt ?? openedAt;
  const all: { at: Date; reason: TerminalEndReason }[] = [];
  if (openedAt) all.push({ at: after(openedAt, limits.terminalMaxMinutes), reason: 'maximumTime' });
  if (lastTouched) all.push({ at: after(lastTouched, limits.terminalIdleMinutes), reason: 'idle' });
  if (detachedAt) all.push({ at: after(detachedAt, limits.terminalGraceMinutes), reason: 'abandoned' });
  return all;
}

function after(at: Date, minutes: number): Date {
  return new Date(at.getTime() + minutes * 60_000);
}
