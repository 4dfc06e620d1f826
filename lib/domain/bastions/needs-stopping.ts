import type { Environment } from '../targets/environment';
import type { Bastion } from './bastion';

/** What uses a bastion at this instant. */
export type BastionUse = {
  /** Terminals on it that have not ended, those still opening included. */
  terminals: number;
  /** Open grants for targets it reaches: of anyone when shared, of its person otherwise. */
  openGrants: number;
};

export type BastionVerdict = { act: 'stop' | 'drain'; reason: 'idle' | 'age' | 'noGrant' | 'drained' };

/** A launch that has not become ready in this time is given up. */
export const LAUNCH_MINUTES = 5;

/**
 * What should happen to a bastion now, or null to leave it: stopped when nobody holds a grant for what it reaches, when it is idle, or
 * when it was drained and is empty; drained (then stopped) when it is too old. A bastion with terminals on it is never stopped here:
 * terminals have limits of their own.
 */
export function needsStopping(
  bastion: Pick<Bastion, 'status' | 'createdAt' | 'lastUsedAt'>,
  use: BastionUse,
  limits: Pick<Environment, 'bastionIdleMinutes' | 'bastionMaxHours'>,
  now: Date,
): BastionVerdict | null {
  const { status } = bastion;
  if (status !== 'launching' && status !== 'running' && status !== 'draining') return null;
  const tooOld = minutesSince(bastion.createdAt, now) >= limits.bastionMaxHours * 60;
  if (use.terminals > 0) return tooOld && status === 'running' ? { act: 'drain', reason: 'age' } : null;
  if (status === 'draining') return { act: 'stop', reason: 'drained' };
  if (use.openGrants === 0) return { act: 'stop', reason: 'noGrant' };
  if (status === 'launching') return null;
  if (tooOld) return { act: 'stop', reason: 'age' };
  return minutesSince(bastion.lastUsedAt, now) >= limits.bastionIdleMinutes ? { act: 'stop', reason: 'idle' } : null;
}

/** Whether a launch has taken so long that it is given up as timed out. */
export function launchOverdue(bastion: Pick<Bastion, 'status' | 'createdAt'>, now: Date): boolean {
  return bastion.status === 'launching' && minutesSince(bastion.createdAt, now) >= LAUNCH_MINUTES;
}

function minutesSince(at: Date, now: Date): number {
  return (now.getTime() - at.getTime()) / 60_000;
}
