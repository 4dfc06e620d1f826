import { writeAudit } from '../../db/audit';
import { askTerminalsToEnd, listOpenOnNodes, type OpenOnNode } from '../../db/terminal-ends';
import { inTransaction, type Transaction } from '../../db/transaction';
import type { NewAuditEvent } from '../../domain/audit/event';
import { terminalEndAsked } from '../../domain/terminals/transitions';
import { decide } from '../../policy/decide';
import type { PolicySet } from '../../policy/read-policies';
import type { Deps } from '../deps';
import { currentPolicies } from '../policies/current';

/** Which terminals on managed nodes are looked at: at these targets, or at those that are none any more. */
type Where = Parameters<typeof listOpenOnNodes>[1];

/**
 * Asks, in the caller's transaction, for the end of terminals on managed nodes that could not be opened any more as things stand in it:
 * their target is gone, or policy lets their person connect to it no longer. Answers the events to record.
 */
export async function endShutOut(
  tx: Transaction,
  policies: PolicySet,
  which: Where,
  at: Date,
): Promise<NewAuditEvent[]> {
  const open = await listOpenOnNodes(tx, which);
  const events: NewAuditEvent[] = [];
  for (const reason of ['targetGone', 'notAllowed'] as const) {
    const terminalIds = open.filter((one) => whyShutOut(policies, one, at) === reason).map(({ id }) => id);
    if (terminalIds.length === 0) continue;
    const how = { at, reason, note: null, byId: null };
    for (const asked of await askTerminalsToEnd(tx, { terminalIds }, how)) events.push(terminalEndAsked(asked, how));
  }
  return events;
}

/** As endShutOut, in a transaction of its own and with its events. */
export async function endShutOutNow(deps: Pick<Deps, 'db' | 'clock' | 'log'>, which: Where): Promise<void> {
  const policies = await currentPolicies(deps);
  const at = deps.clock.now();
  await inTransaction(deps.db, async (tx) => {
    const events = await endShutOut(tx, policies, which, at);
    if (events.length > 0) await writeAudit(tx, { actor: 'postern', at, events });
  });
}

function whyShutOut(
  policies: PolicySet,
  { person, target, environment, isTargetGone }: OpenOnNode,
  now: Date,
): 'targetGone' | 'notAllowed' | null {
  if (isTargetGone) return 'targetGone';
  const actor = { ...person, personId: person.id };
  const resource = { type: 'target', target, environment } as const;
  return decide(policies, { actor, action: 'connect', resource, now }).allowed ? null : 'notAllowed';
}
