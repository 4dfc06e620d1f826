import { listPolicyVersions } from '../../db/policies';
import type { Actor } from '../../domain/people/actor';
import type { PolicyVersionView } from '../../domain/policies/view';
import { ok, type Result } from '../../domain/result';
import { decide } from '../../policy/decide';
import { SYSTEM } from '../../policy/entities';
import { notFoundFor } from '../audit/count-refusal';
import type { Deps } from '../deps';
import { heldByGroups } from '../people/hold-by-groups';
import { currentPolicies } from './current';

/** Every version of the policies, newest first; for administrators, also of broken policies, and for auditors. */
export async function listPolicies(deps: Deps, actor: Actor): Promise<Result<PolicyVersionView[]>> {
  const now = deps.clock.now();
  const policies = await currentPolicies(deps);
  const may = (action: 'administer' | 'readAudit') =>
    decide(policies, { actor, action, resource: SYSTEM, now }).allowed;
  if (!may('administer') && !may('readAudit')) return notFoundFor(deps, actor, 'policy.list', 'NOT_ALLOWED');
  const held = await heldByGroups(deps, actor, 'policy.list');
  if (held) return held;
  const versions = await listPolicyVersions(deps.db.prisma);
  return ok(
    versions.map(({ version, files, note, authorName, createdAt }, index) => ({
      version,
      files: files.map((file) => ({ ...file })),
      note,
      author: authorName,
      createdAt: createdAt.getTime(),
      inForce: index === 0,
      broken: index === 0 ? (policies.broken?.message ?? null) : null,
    })),
  );
}
