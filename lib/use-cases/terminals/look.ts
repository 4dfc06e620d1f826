import { findRecordingEnds } from '../../db/recordings';
import { listPlacedTerminals } from '../../db/terminals';
import type { TerminalId } from '../../domain/ids';
import type { Actor } from '../../domain/people/actor';
import { groupsFresh } from '../../domain/people/may-act';
import type { Picture } from '../../domain/recordings/picture';
import { ok, type Result } from '../../domain/result';
import type { Deps } from '../deps';
import { currentPolicies } from '../policies/current';
import { followScreens } from '../recordings/pictures';
import { mayLookAt, mayOnTerminal } from './may';
import { recordLookAtScreens } from './record-look';

/**
 * What running terminals show now, of those that have shown more than the reader has seen. Whoever may not look at one, or no longer,
 * gets nothing of it: permission is asked at every look. Whose screens were seen is on record.
 */
export async function lookAtTerminals(
  deps: Pick<Deps, 'db' | 'log' | 'clock' | 'limits'>,
  actor: Actor,
  input: { seen: readonly { terminalId: TerminalId; offset: number }[] },
): Promise<Result<{ terminalId: string; picture: Picture }[]>> {
  const now = deps.clock.now();
  const seen = new Map(input.seen.map(({ terminalId, offset }) => [terminalId as string, offset]));
  const ids = input.seen.map(({ terminalId }) => terminalId);
  const [policies, placed, ends] = await Promise.all([
    currentPolicies(deps),
    listPlacedTerminals(deps.db.prisma, ids),
    findRecordingEnds(deps.db, ids),
  ]);
  const isFresh = groupsFresh(actor, deps.limits.groupsMaxAgeMinutes, now);
  const wanted = placed.filter(
    (one) =>
      one.terminal.status !== 'ended' &&
      (isFresh || one.terminal.personId === actor.personId) &&
      (ends.get(one.terminal.id) ?? 0) > (seen.get(one.terminal.id) ?? 0) &&
      mayOnTerminal(policies, actor, 'see', one, now) &&
      mayLookAt(policies, actor, one, now),
  );
  await recordLookAtScreens(deps, actor, wanted);
  const pictures = await followScreens(
    deps,
    wanted.map(({ terminal }) => terminal),
    ends,
  );
  return ok([...pictures].map(([terminalId, picture]) => ({ terminalId, picture })));
}
