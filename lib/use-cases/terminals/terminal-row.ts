import { namesOfPeople } from '../../db/people';
import { findRecordingEnds } from '../../db/recordings';
import { type ListedTerminal, listBoundingGrants, listWatchers } from '../../db/terminal-lists';
import { accessUntil } from '../../domain/requests/grants';
import { viewOfEnvironment } from '../../domain/targets/place';
import { onlyCommand, ownDocument } from '../../domain/targets/target';
import type { TerminalRow } from '../../domain/terminals/view';
import type { Deps } from '../deps';
import { followScreens, lastFrames } from '../recordings/pictures';

/**
 * Terminals as lists show them, in the given order; the rows of all of them are read together, one question for each kind. Only those
 * whose screen the reader may see now are pictured.
 */
export async function terminalRows(
  deps: Pick<Deps, 'db' | 'log'>,
  listed: readonly ListedTerminal[],
  now: Date,
  isPictured: (one: ListedTerminal) => boolean,
): Promise<TerminalRow[]> {
  const tx = deps.db.prisma;
  const running = listed.filter(({ terminal }) => terminal.status !== 'ended').map(({ terminal }) => terminal);
  const pictured = listed.filter(isPictured).map(({ terminal }) => terminal);
  const ends = findRecordingEnds(
    deps.db,
    running.map(({ id }) => id),
  );
  const [names, grants, watchers, endOffsets, screens, frames] = await Promise.all([
    namesOfPeople(
      tx,
      listed.map(({ terminal }) => terminal.endedById),
    ),
    listBoundingGrants(tx, running),
    listWatchers(
      deps.db,
      running.map(({ id }) => id),
    ),
    ends,
    ends.then((found) =>
      followScreens(
        deps,
        pictured.filter((one) => one.status !== 'ended'),
        found,
      ),
    ),
    lastFrames(
      deps,
      pictured.filter((one) => one.status === 'ended'),
    ),
  ]);
  return listed.map((one) => {
    const { terminal, person, target, environment, request } = one;
    const isOver = terminal.status === 'ended';
    const its = grants.filter((grant) => grant.personId === terminal.personId && grant.targetId === terminal.targetId);
    return {
      id: terminal.id,
      number: terminal.number,
      person,
      target: { id: target.id, name: target.name, kind: target.kind, address: target.address, note: target.note },
      command: onlyCommand(target),
      document: ownDocument(target),
      environment: viewOfEnvironment(environment),
      requestId: request.id,
      requestNumber: request.number,
      reason: request.reason,
      ticket: request.ticket,
      status: terminal.status,
      createdAt: terminal.createdAt.getTime(),
      openedAt: terminal.openedAt?.getTime() ?? null,
      endedAt: terminal.endedAt?.getTime() ?? null,
      endReason: terminal.endReason,
      endNote: terminal.endNote,
      endedBy: terminal.endedById && { id: terminal.endedById, name: names.get(terminal.endedById) ?? '' },
      endsAt: isOver ? null : (accessUntil(its, now)?.getTime() ?? null),
      outputBytes: isOver ? Number(terminal.outputBytes) : (endOffsets.get(terminal.id) ?? 0),
      lastInputAt: terminal.lastInputAt?.getTime() ?? null,
      detachedAt: terminal.detachedAt?.getTime() ?? null,
      watchers: watchers.get(terminal.id) ?? [],
      picture: (isOver ? frames : screens).get(terminal.id) ?? null,
    };
  });
}
