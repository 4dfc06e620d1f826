import { findPlacedTerminal, findTerminal } from '../../db/terminals';
import type { TerminalId } from '../../domain/ids';
import { carriesTags, type ManagedNode } from '../../domain/targets/node';
import type { PlacedTarget } from '../../domain/targets/place';
import type { TerminalEndReason } from '../../domain/terminals/terminal';
import type { Deps } from '../deps';
import { type Noting, noteNodes } from '../targets/note-nodes';
import { endShutOutNow } from './end-shut-out';

/**
 * The last question before a session is started on a node: what AWS says of it now is written down, and policy is asked about that, for this
 * terminal and every other on it. Answers why the terminal must end, or null. Throws CloudError while AWS does not say: then nobody enters.
 */
export async function admitToNode(
  deps: Noting & Pick<Deps, 'nodes'>,
  id: TerminalId,
): Promise<TerminalEndReason | null> {
  const placed = await findPlacedTerminal(deps.db.prisma, id);
  if (!placed) return 'targetGone';
  // A node that the file names has the tags it is given there.
  if (placed.target.discovered) await lookAgain(deps, placed);
  // Also where nothing changed just now: a round may have changed it between the row of this terminal and here.
  await endShutOutNow(deps, { targetIds: [placed.target.id] });
  const terminal = await findTerminal(deps.db.prisma, id);
  return terminal?.endReason ?? null;
}

async function lookAgain(
  deps: Noting & Pick<Deps, 'nodes'>,
  { target: { nodeId }, environment }: PlacedTarget,
): Promise<void> {
  if (nodeId === null) return;
  const asOf = deps.clock.now();
  const found = await deps.nodes.list(environment, { ids: [nodeId] });
  const tags = environment.nodes?.tags;
  const isTarget = (node: ManagedNode) => tags !== undefined && carriesTags(node, tags);
  await noteNodes(deps, environment, {
    isAll: false,
    asOf,
    nodeId,
    matching: found.filter(isTarget),
    others: found.filter((node) => !isTarget(node)),
  });
}
