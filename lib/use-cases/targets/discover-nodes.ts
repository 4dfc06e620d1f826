import { listEnvironments } from '../../db/environments';
import { listManagedNodes } from '../../db/managed-nodes';
import { listNodeTargets } from '../../db/targets';
import { CloudError } from '../../domain/cloud-error';
import type { Environment } from '../../domain/targets/environment';
import { carriesTags, type ManagedNode } from '../../domain/targets/node';
import type { Deps } from '../deps';
import { endShutOutNow } from '../terminals/end-shut-out';
import { type Noting, noteNodes } from './note-nodes';

type Finding = Noting & Pick<Deps, 'nodes'>;

/**
 * Brings what is known of managed nodes up to date, environment by environment: each node that matches is a target, one that is gone or
 * matches no longer is none, and who is in there and could not come in any more is asked to leave. While AWS does not answer, everything
 * stays as it is.
 */
export async function discoverNodes(deps: Finding): Promise<void> {
  for (const environment of await listEnvironments(deps.db.prisma)) {
    const asOf = deps.clock.now();
    try {
      const found = await find(deps, environment);
      if (found) await noteNodes(deps, environment, { ...found, isAll: true, asOf });
    } catch (error) {
      const { name } = environment;
      if (error instanceof CloudError)
        deps.log.warn(
          { environment: name, code: error.code, kind: error.kind },
          'managed nodes could not be looked for',
        );
      // One environment that cannot be written must not hide what became of the others.
      else deps.log.error({ environment: name, err: error }, 'managed nodes could not be written down');
    }
  }
  // The file can take a node away too, with its whole environment, which is then not looked at above.
  await endShutOutNow(deps, 'atRemovedTargets');
}

/** Nodes that match by tag, and those which the file names one by one; null where the environment wants none of either. */
async function find(
  deps: Finding,
  environment: Environment,
): Promise<{ matching: ManagedNode[]; others: ManagedNode[] } | null> {
  const { db, nodes } = deps;
  const targets = await listNodeTargets(db.prisma, environment.id);
  const known = await listManagedNodes(db.prisma, { environmentId: environment.id });
  if (!environment.nodes && targets.length === 0 && known.length === 0) return null;
  const tags = environment.nodes?.tags;
  // By the tags that were read, which policies decide by: they are asked for after the nodes and can be newer, or not there yet.
  const matching = tags ? (await nodes.list(environment, { tags })).filter((node) => carriesTags(node, tags)) : [];
  const seen = new Set(matching.map(({ nodeId }) => nodeId));
  const ids = new Set(targets.flatMap(({ discovered, nodeId }) => (discovered || nodeId === null ? [] : [nodeId])));
  const unseen = [...ids].filter((id) => !seen.has(id));
  const others = unseen.length > 0 ? await nodes.list(environment, { ids: unseen }) : [];
  return { matching, others };
}
