import { listTerminals } from '../../db/terminal-lists';
import type { Actor } from '../../domain/people/actor';
import { ok, type Result } from '../../domain/result';
import type { TerminalRow } from '../../domain/terminals/view';
import type { Deps } from '../deps';
import { currentPolicies } from '../policies/current';
import { mayOnTerminal } from './may';
import { terminalRows } from './terminal-row';

const MOST = 100;
const THIRTY_DAYS_MS = 30 * 24 * 3_600_000;

/** My terminals: those that run, then those that ended in the last thirty days, newest first. */
export async function listMyTerminals(deps: Deps, actor: Actor): Promise<Result<TerminalRow[]>> {
  const now = deps.clock.now();
  const state = { runningOrEndedSince: new Date(now.getTime() - THIRTY_DAYS_MS) };
  const [policies, listed] = await Promise.all([
    currentPolicies(deps),
    listTerminals(deps.db.prisma, { personId: actor.personId, state }, MOST),
  ]);
  const seen = listed.filter((one) => mayOnTerminal(policies, actor, 'see', one, now));
  return ok(await terminalRows(deps, seen, now, () => true));
}
