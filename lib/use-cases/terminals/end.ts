import { writeAudit } from '../../db/audit';
import { findTerminal, requestTerminalEnd } from '../../db/terminals';
import { inTransaction } from '../../db/transaction';
import type { Actor } from '../../domain/people/actor';
import { ok, type Result, refuse } from '../../domain/result';
import { askToEnd } from '../../domain/terminals/transitions';
import { recordRefusalAtDoor } from '../audit/record-refusal';
import type { Deps } from '../deps';
import { getTerminalFor, mayOnTerminal } from './may';

/** Asks for a terminal's end: its owner at will, others where policy allows and with a note for the owner. Its bridge does it. */
export async function endTerminal(
  deps: Pick<Deps, 'db' | 'clock' | 'limits' | 'log'>,
  actor: Actor,
  input: { terminalId: string; note: string | null },
): Promise<Result<null>> {
  const now = deps.clock.now();
  const seen = await getTerminalFor(deps, actor, 'terminal.end', input.terminalId);
  if (!seen.ok) return seen;
  const { placed, policies } = seen.value;
  if (!mayOnTerminal(policies, actor, 'end', placed, now)) {
    const { id: terminalId, personId, targetId, environmentId } = placed.terminal;
    const about = { terminalId, personId, targetId, environmentId };
    await recordRefusalAtDoor(deps, { actor, door: 'terminal.end', why: 'NOT_ALLOWED', about });
    return refuse('NOT_ALLOWED');
  }
  const isOwner = placed.terminal.personId === actor.personId;
  return inTransaction(deps.db, async (tx) => {
    const terminal = await findTerminal(tx, placed.terminal.id);
    if (!terminal) return refuse('NOT_FOUND');
    const by = { personId: actor.personId, note: input.note };
    const asked = askToEnd(terminal, isOwner ? 'endedByOwner' : 'endedByAdministrator', by, now);
    if (!asked.ok) return asked;
    if (!(await requestTerminalEnd(tx, terminal.id, asked.value.change))) return refuse('CHANGED_MEANWHILE');
    await writeAudit(tx, { actor, at: now, events: asked.value.events });
    return ok(null);
  });
}
