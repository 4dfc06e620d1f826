import { writeAudit } from '../../db/audit';
import { holdActiveGrants } from '../../db/grants';
import { lockPerson } from '../../db/people';
import { findTarget } from '../../db/targets';
import { countOpenTerminals, findTerminal, insertTerminal } from '../../db/terminals';
import { inTransaction } from '../../db/transaction';
import { auditEvent } from '../../domain/audit/event';
import { isId, type TargetId, type TerminalId } from '../../domain/ids';
import type { Actor } from '../../domain/people/actor';
import { groupsFresh } from '../../domain/people/may-act';
import { openGrant } from '../../domain/requests/grants';
import { ok, type Result, refuse } from '../../domain/result';
import type { PlacedTarget } from '../../domain/targets/place';
import { wayIn } from '../../domain/targets/target';
import { askTerminal } from '../../domain/terminals/transitions';
import { decide } from '../../policy/decide';
import { recordRefusal } from '../audit/record-refusal';
import { ensureBastion } from '../bastions/ensure-running';
import type { Deps } from '../deps';
import { currentPolicies } from '../policies/current';
import { maySeeTarget } from '../targets/may';

/**
 * Opens a terminal at a target: the row, and a bastion for it where it needs one, in one transaction. Needs policy's `connect` and an open
 * grant; without one the answer is NO_OPEN_GRANT, and the page asks for one, which policy may approve at once. `after` names an ended
 * terminal of the same person at the same target, which the record then shows as the one before; any other is no obstacle and left out.
 */
export async function openTerminal(
  deps: Deps,
  actor: Actor,
  input: { targetId: string; cols: number; rows: number; after?: string | undefined },
): Promise<Result<{ terminalId: TerminalId; number: number }>> {
  const now = deps.clock.now();
  const place = isId(input.targetId) ? await findTarget(deps.db.prisma, input.targetId as TargetId) : null;
  const may = await mayConnect(deps, actor, place, now);
  if (!may.ok) return refused(deps, actor, may, place);
  const { target, environment } = may.value;
  const opened = await inTransaction(deps.db, async (tx) => {
    // One person's terminals are counted one after the other, or two at once would both find room for the last.
    await lockPerson(tx, actor.personId);
    const whose = { personId: actor.personId, targetId: target.id };
    const grant = openGrant(await holdActiveGrants(tx, whose, now), now);
    if (!grant) return refuse('NO_OPEN_GRANT');
    const most = deps.limits.terminalsPerPerson;
    if ((await countOpenTerminals(tx, actor.personId)) >= most)
      return refuse('TOO_MANY_TERMINALS', { facts: { most } });
    const isNode = wayIn(target).via === 'node';
    const bastion = isNode ? null : await ensureBastion(tx, deps, environment, actor.personId, now);
    const { cols, rows, after } = input;
    const before = after && isId(after) ? await findTerminal(tx, after as TerminalId) : null;
    const isBefore = before?.personId === actor.personId && before.targetId === target.id;
    const asked = askTerminal(
      deps.newId() as TerminalId,
      actor,
      { targetId: target.id, environmentId: environment.id },
      { id: grant.id, requestNumber: grant.requestNumber },
      { cols, rows },
      now,
      isBefore ? before.number : null,
    );
    const terminal = await insertTerminal(tx, { ...asked.terminal, bastionId: bastion?.id ?? null });
    await writeAudit(tx, { actor, at: now, events: asked.events(terminal.number) });
    return ok({ terminalId: terminal.id, number: terminal.number, bastion });
  });
  if (!opened.ok) return refused(deps, actor, opened, place);
  const { bastion, ...value } = opened.value;
  if (bastion?.status === 'launching') await deps.jobs.launchBastion(bastion.id);
  return ok(value);
}

async function mayConnect(
  deps: Deps,
  actor: Actor,
  place: PlacedTarget | null,
  now: Date,
): Promise<Result<PlacedTarget>> {
  if (!place) return refuse('NOT_FOUND');
  const policies = await currentPolicies(deps);
  if (policies.broken) return refuse('POLICY_BROKEN');
  const resource = { type: 'target', ...place } as const;
  if (!decide(policies, { actor, action: 'connect', resource, now }).allowed) {
    return refuse(maySeeTarget(policies, actor, place, now) ? 'NOT_ALLOWED' : 'NOT_FOUND');
  }
  return groupsFresh(actor, deps.limits.groupsMaxAgeMinutes, now) ? ok(place) : refuse('GROUPS_TOO_OLD');
}

async function refused<R extends { ok: false; refusal: { reason: string } }>(
  deps: Deps,
  actor: Actor,
  no: R,
  place: PlacedTarget | null,
): Promise<R> {
  const why = no.refusal.reason;
  const at = deps.clock.now();
  await inTransaction(deps.db, (tx) =>
    place
      ? writeAudit(tx, {
          actor,
          at,
          events: [auditEvent('terminal.refused', { why }, { personId: actor.personId, targetId: place.target.id })],
        })
      : recordRefusal(tx, { actor, at, door: 'terminal.open', why }),
  );
  return no;
}
