import { findListedTerminal, type ListedTerminal } from '../../db/terminal-lists';
import type { Door } from '../../domain/audit/door';
import { isId, type TerminalId } from '../../domain/ids';
import type { Actor } from '../../domain/people/actor';
import { ok, type Result, refuse } from '../../domain/result';
import type { TerminalDetail, TerminalRow } from '../../domain/terminals/view';
import type { PolicySet } from '../../policy/read-policies';
import { notFoundFor } from '../audit/count-refusal';
import type { Deps } from '../deps';
import { heldByGroups } from '../people/hold-by-groups';
import { currentPolicies } from '../policies/current';
import { mayOnTerminal, mayStillConnect } from './may';
import { terminalRows } from './terminal-row';

/** One terminal with what the viewer may do; one they may not see does not exist. */
export async function getTerminal(
  deps: Deps,
  actor: Actor,
  input: { terminalId: string },
): Promise<Result<TerminalDetail>> {
  const now = deps.clock.now();
  const found = await getListedTerminal(deps, actor, 'terminal.see', input.terminalId, now);
  if (!found.ok) return found;
  const { listed, policies, row } = found.value;
  const { terminal, environment } = listed;
  const isRunning = terminal.status !== 'ended';
  const may = (action: 'watch' | 'end') => isRunning && mayOnTerminal(policies, actor, action, listed, now);
  const isMine = terminal.personId === actor.personId;
  return ok({
    ...row,
    cols: terminal.cols,
    rows: terminal.rows,
    bastionNumber: listed.bastionNumber,
    nodeId: listed.target.nodeId,
    graceMinutes: environment.terminalGraceMinutes,
    bastionIdleMinutes: environment.bastionIdleMinutes,
    strictRecording: environment.strictRecording,
    approvedBy: listed.approvedBy.map(({ person }) => person),
    acts: {
      // One that never opened has no recording; its page tells its owner why it failed.
      operate:
        (isRunning || listed.terminal.openedAt === null) && isMine && mayStillConnect(policies, actor, listed, now),
      watch: may('watch'),
      end: may('end'),
      readRecording: true,
    },
  });
}

/** A terminal as lists show it, for whoever may see it. */
export async function getListedTerminal(
  deps: Pick<Deps, 'db' | 'clock' | 'limits' | 'log'>,
  actor: Actor,
  door: Door,
  id: string,
  now: Date,
): Promise<Result<{ listed: ListedTerminal; policies: PolicySet; row: TerminalRow }>> {
  const [policies, listed] = await Promise.all([
    currentPolicies(deps),
    isId(id) ? findListedTerminal(deps.db.prisma, id as TerminalId) : null,
  ]);
  if (!listed || !mayOnTerminal(policies, actor, 'see', listed, now))
    return notFoundFor(deps, actor, door, listed ? 'NOT_ALLOWED' : 'NOT_FOUND');
  const held = listed.terminal.personId !== actor.personId && (await heldByGroups(deps, actor, door));
  if (held) return held;
  const [row] = await terminalRows(deps, [listed], now, () => false);
  return row ? ok({ listed, policies, row }) : refuse('NOT_FOUND');
}
