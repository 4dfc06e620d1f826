import { listLostLines } from '../../db/recordings';
import { lastTerminalEnd, listTerminals } from '../../db/terminal-lists';
import type { Actor } from '../../domain/people/actor';
import { ok, type Result } from '../../domain/result';
import type { LiveView } from '../../domain/terminals/view';
import { notFoundFor } from '../audit/count-refusal';
import type { Deps } from '../deps';
import { heldByGroups } from '../people/hold-by-groups';
import { mayOversee } from '../people/may-oversee';
import { currentPolicies } from '../policies/current';
import { mayOnTerminal } from './may';
import { recordLookAtScreens } from './record-look';
import { terminalRows } from './terminal-row';

const MOST = 200;

/** Every terminal that runs now, with what the viewer may do to it; NOT_FOUND for who oversees nothing. */
export async function listLiveTerminals(deps: Deps, actor: Actor): Promise<Result<LiveView>> {
  const now = deps.clock.now();
  const policies = await currentPolicies(deps);
  if (!mayOversee(policies, actor, now)) return notFoundFor(deps, actor, 'terminal.list', 'NOT_ALLOWED');
  const held = await heldByGroups(deps, actor, 'terminal.list');
  if (held) return held;
  const [listed, lastEnd] = await Promise.all([
    listTerminals(deps.db.prisma, { state: 'running' }, MOST),
    lastTerminalEnd(deps.db.prisma),
  ]);
  const seen = listed.filter((one) => mayOnTerminal(policies, actor, 'see', one, now));
  const acts = new Map(
    seen.map((one) => [
      one.terminal.id as string,
      {
        watch: mayOnTerminal(policies, actor, 'watch', one, now),
        end: mayOnTerminal(policies, actor, 'end', one, now),
      },
    ]),
  );
  await recordLookAtScreens(
    deps,
    actor,
    seen.filter(({ terminal }) => acts.get(terminal.id)?.watch),
  );
  const [rows, lost] = await Promise.all([
    terminalRows(deps, seen, now, ({ terminal }) => acts.get(terminal.id)?.watch === true),
    listLostLines(
      deps.db,
      seen.map(({ terminal }) => terminal.id),
    ),
  ]);
  return ok({
    terminals: rows.map((row) => ({
      ...row,
      lineLostAt: lost.get(row.id)?.getTime() ?? null,
      acts: acts.get(row.id) ?? { watch: false, end: false },
    })),
    lastClosedAt: lastEnd?.getTime() ?? null,
  });
}
