import { listPolicyVersions } from '../../db/policies';
import type { Actor } from '../../domain/people/actor';
import type { PoliciesView } from '../../domain/policies/view';
import { ok, type Result, refuse } from '../../domain/result';
import type { Deps } from '../deps';
import { mayOversee } from '../people/may-oversee';
import { currentPolicies } from './current';

/** The policy files in force, word for word; for administrators and auditors. */
export async function getPolicies(deps: Deps, actor: Actor): Promise<Result<PoliciesView>> {
  const policies = await currentPolicies(deps);
  if (!mayOversee(policies, actor, deps.clock.now())) return refuse('NOT_FOUND');
  const [current] = await listPolicyVersions(deps.db.prisma);
  if (!current) return refuse('NOT_FOUND');
  const { version, note, authorName, createdAt, files } = current;
  return ok({
    version,
    note,
    author: authorName,
    createdAt: createdAt.getTime(),
    files: files.map(({ name, text }) => ({ name, text, policies: countPolicies(text) })),
    fault: policies.broken?.message ?? null,
  });
}

/** Statements at the beginning of a line, which is where people and formatters put them. */
function countPolicies(text: string): number {
  return text.match(/^(permit|forbid)\b/gm)?.length ?? 0;
}
