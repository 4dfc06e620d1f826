import { listPeople } from '../../db/people';
import { countTerminalsByPerson } from '../../db/request-facts';
import { countOpenSignIns } from '../../db/sign-ins';
import type { Actor } from '../../domain/people/actor';
import type { PersonRow } from '../../domain/people/view';
import { ok, type Result } from '../../domain/result';
import { decide } from '../../policy/decide';
import { SYSTEM } from '../../policy/entities';
import { notFoundFor } from '../audit/count-refusal';
import type { Deps } from '../deps';
import { currentPolicies } from '../policies/current';
import { heldByGroups } from './hold-by-groups';

/** Everybody who ever signed in, with their groups and open sign-ins; for administrators and auditors. */
export async function listAllPeople(deps: Deps, actor: Actor): Promise<Result<PersonRow[]>> {
  const now = deps.clock.now();
  const policies = await currentPolicies(deps);
  const may = (action: 'administer' | 'readAudit') =>
    decide(policies, { actor, action, resource: SYSTEM, now }).allowed;
  const administers = may('administer');
  if (!administers && !may('readAudit')) return notFoundFor(deps, actor, 'person.list', 'NOT_ALLOWED');
  const held = await heldByGroups(deps, actor, 'person.list');
  if (held) return held;
  const tx = deps.db.prisma;
  const [people, signIns, terminals] = await Promise.all([
    listPeople(tx),
    countOpenSignIns(tx, now),
    countTerminalsByPerson(tx),
  ]);
  return ok(
    people.map((person) => ({
      id: person.id,
      name: person.name,
      email: person.email,
      groups: [...person.groups],
      groupsReadAt: person.groupsReadAt.getTime(),
      lastSeenAt: person.lastSeenAt.getTime(),
      signIns: signIns.get(person.id) ?? 0,
      terminals: terminals.get(person.id) ?? 0,
      deactivated: person.deactivatedAt !== null,
      acts: { revokeSignIns: administers && (signIns.get(person.id) ?? 0) > 0 },
    })),
  );
}
