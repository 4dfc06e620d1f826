import { findRecordingEnd } from '../../db/recordings';
import { findCarriedTerminal, findStandings, listUncarried } from '../../db/terminals';
import { deleteOldTickets } from '../../db/tickets';
import { endWatchesOfGoneBridges } from '../../db/watches';
import type { BridgeId, TerminalId } from '../../domain/ids';
import { FIRST_DIGEST } from '../../domain/recordings/chunk';
import { whyMustEnd } from '../../domain/terminals/limits';
import type { Terminal, TerminalEndReason } from '../../domain/terminals/terminal';
import type { Deps } from '../deps';
import { recordEnded } from './record-life';

/** A bridge that lives has ended a terminal long before this; one that has not is not waited for. */
const BRIDGE_HAS_MS = 15_000;
/** A terminal whose browser never came to any bridge. */
const NEVER_OPENED_MS = 2 * 60_000;
const TICKET_KEPT_MS = 24 * 3_600_000;
const NO_BRIDGE = '00000000-0000-0000-0000-000000000000' as BridgeId;

/**
 * Ends terminals that no bridge ends: those that must be over although their bridge is dead, and those whose bridge did not do it in
 * time. The shell is killed through Session Manager, so this needs no bridge at all. Safe to run at any time, by any process.
 */
export async function endOverdueTerminals(
  deps: Pick<Deps, 'db' | 'agents' | 'clock' | 'log'>,
): Promise<{ ended: number }> {
  const now = deps.clock.now();
  await endWatchesOfGoneBridges(deps.db, now);
  await deleteOldTickets(deps.db, new Date(now.getTime() - TICKET_KEPT_MS));
  let ended = 0;
  for (const id of await listUncarried(deps.db, new Date(now.getTime() - BRIDGE_HAS_MS))) {
    try {
      if (await endOverdue(deps, id, now)) ended += 1;
    } catch (error) {
      // The next run tries again; one terminal must not keep the others alive.
      deps.log.error({ err: error, terminal: id }, 'an overdue terminal could not be ended');
    }
  }
  return { ended };
}

async function endOverdue(
  deps: Pick<Deps, 'db' | 'agents' | 'clock' | 'log'>,
  id: TerminalId,
  now: Date,
): Promise<boolean> {
  const [carried, [standing], end] = await Promise.all([
    findCarriedTerminal(deps.db, id),
    findStandings(deps.db, NO_BRIDGE, [id]),
    findRecordingEnd(deps.db, id),
  ]);
  if (!carried || !standing || carried.terminal.status === 'ended') return false;
  const { terminal, environment } = carried;
  const reason =
    standing.endRequested?.reason ??
    (standing.personDeactivated ? 'signedOut' : null) ??
    whyMustEnd(terminal, standing.grants, environment, { revokedAt: standing.signInRevokedAt }, now) ??
    neverOpened(terminal, now);
  if (!reason) return false;
  if (terminal.agentSessionId) await deps.agents.end(environment, terminal.agentSessionId);
  const totals = { outputBytes: end?.endOffset ?? 0, digest: end?.digest ?? FIRST_DIGEST };
  const recorded = await recordEnded(deps, null, id, reason, totals);
  return recorded.ok;
}

function neverOpened(terminal: Terminal, now: Date): TerminalEndReason | null {
  const isOld = now.getTime() - terminal.createdAt.getTime() > NEVER_OPENED_MS;
  return terminal.status === 'opening' && terminal.bridgeId === null && isOld ? 'abandoned' : null;
}
