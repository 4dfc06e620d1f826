import { findPlacedTerminal, type PlacedTerminal } from '../../db/terminals';
import type { Door } from '../../domain/audit/door';
import { isId, type TerminalId } from '../../domain/ids';
import type { Actor } from '../../domain/people/actor';
import { ok, type Result, refuse } from '../../domain/result';
import { decide } from '../../policy/decide';
import type { PolicySet } from '../../policy/read-policies';
import { recordRefusalAtDoor } from '../audit/record-refusal';
import type { Deps } from '../deps';
import { heldByGroups } from '../people/hold-by-groups';
import { currentPolicies } from '../policies/current';

/** Whether policy lets this person see, watch or end this terminal. */
export function mayOnTerminal(
  policies: PolicySet,
  actor: Actor,
  action: 'see' | 'watch' | 'end',
  placed: PlacedTerminal,
  now: Date,
): boolean {
  return decide(policies, { actor, action, resource: { type: 'terminal', ...placed }, now }).allowed;
}

/** Whether this person may see the screen of a terminal they see: the owner and watchers while it runs, afterwards whoever reads it. */
export function mayLookAt(policies: PolicySet, actor: Actor, placed: PlacedTerminal, now: Date): boolean {
  const { status, personId } = placed.terminal;
  return status === 'ended' || personId === actor.personId || mayOnTerminal(policies, actor, 'watch', placed, now);
}

/** Whether policy lets this person connect to the terminal's target still. */
export function mayStillConnect(policies: PolicySet, actor: Actor, placed: PlacedTerminal, now: Date): boolean {
  const { target, environment } = placed;
  return decide(policies, { actor, action: 'connect', resource: { type: 'target', target, environment }, now }).allowed;
}

/**
 * A terminal with what policies ask about it, for a door that acts on it or gives it out. One this person may not see does not exist for
 * them, and somebody else's is held by the age of the groups; each no is on record.
 */
export async function getTerminalFor(
  deps: Pick<Deps, 'db' | 'clock' | 'limits' | 'log'>,
  actor: Actor,
  door: Door,
  id: string,
): Promise<Result<{ placed: PlacedTerminal; policies: PolicySet }>> {
  const placed = isId(id) ? await findPlacedTerminal(deps.db.prisma, id as TerminalId) : null;
  const policies = placed && (await currentPolicies(deps));
  if (!placed || !policies || !mayOnTerminal(policies, actor, 'see', placed, deps.clock.now())) {
    await recordRefusalAtDoor(deps, { actor, door, why: 'NOT_FOUND' });
    return refuse('NOT_FOUND');
  }
  const held = placed.terminal.personId !== actor.personId && (await heldByGroups(deps, actor, door));
  return held || ok({ placed, policies });
}
