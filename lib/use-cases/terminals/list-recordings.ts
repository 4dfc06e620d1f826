import { listTerminals } from '../../db/terminal-lists';
import type { Actor } from '../../domain/people/actor';
import { ok, type Result } from '../../domain/result';
import type { TerminalRow } from '../../domain/terminals/view';
import type { Deps } from '../deps';
import { heldByGroups } from '../people/hold-by-groups';
import { mayOversee } from '../people/may-oversee';
import { currentPolicies } from '../policies/current';
import { mayLookAt, mayOnTerminal } from './may';
import { recordLookAtScreens } from './record-look';
import { terminalRows } from './terminal-row';

const MOST = 200;

/** Recordings one may read, newest first: one's own, or everybody's for who oversees them. Those of terminals that still run are among them. */
export async function listRecordings(deps: Deps, actor: Actor): Promise<Result<TerminalRow[]>> {
  const now = deps.clock.now();
  const policies = await currentPolicies(deps);
  const oversees = mayOversee(policies, actor, now);
  const held = oversees && (await heldByGroups(deps, actor, 'recording.list'));
  if (held) return held;
  const personId = oversees ? undefined : actor.personId;
  const listed = await listTerminals(deps.db.prisma, { personId, state: 'recorded' }, MOST);
  const seen = listed.filter((one) => mayOnTerminal(policies, actor, 'see', one, now));
  const pictured = new Set(seen.filter((one) => mayLookAt(policies, actor, one, now)));
  await recordLookAtScreens(
    deps,
    actor,
    [...pictured].filter(({ terminal }) => terminal.status !== 'ended'),
  );
  return ok(await terminalRows(deps, seen, now, (one) => pictured.has(one)));
}
