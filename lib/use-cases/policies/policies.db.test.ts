import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertPolicyVersion } from '../../db/policies';
import { NOON } from '../../db/testing/rows';
import { getMe } from '../people/me';
import { submitRequest } from '../requests/submit';
import { aTeam, openWorld, somePlaces, type World } from '../testing/world';
import { currentPolicies } from './current';
import { listPolicies } from './list';
import { loadDefaultPolicies } from './load-default';

let world: World;
let team: Awaited<ReturnType<typeof aTeam>>;
beforeAll(async () => {
  world = await openWorld();
  team = await aTeam(world.db);
});
afterAll(() => world.close());

const add = (version: number, text: string) =>
  insertPolicyVersion(world.db.prisma, {
    version,
    files: [{ name: 'all.cedar', text }],
    note: `version ${version}`,
    authorId: team.admin.personId,
    createdAt: NOON,
  });

describe('policies', () => {
  it('are loaded from files once, and never over what is there', async () => {
    const again = await loadDefaultPolicies(world.deps, () => Promise.reject(new Error('read for nothing')));
    expect(again).toEqual({ loaded: false });
    expect((await currentPolicies(world.deps)).version).toBe(1);
    expect(await currentPolicies(world.deps)).toBe(await currentPolicies(world.deps));
  });

  it('are the highest version from the moment it is there', async () => {
    await add(2, '@id("only.look") permit (principal, action == Action::"see", resource);');
    const policies = await currentPolicies(world.deps);
    expect(policies).toMatchObject({ version: 2, broken: null });
    expect([...policies.policies.keys()]).toEqual(['only.look']);
    expect(await listPolicies(world.deps, team.admin)).toEqual({ ok: false, refusal: { reason: 'NOT_FOUND' } });
  });

  it('that cannot be read deny everything, but administrators may look to repair', async () => {
    const { devShell } = await somePlaces(world.db);
    await add(3, 'permit (principal, action, resource) when { nonsense };');
    expect((await currentPolicies(world.deps)).broken).not.toBeNull();
    const reason = 'Look at the stuck payout';
    const sent = await submitRequest(world.deps, team.priya, { targetId: devShell, reason, minutes: 30 });
    expect(sent.ok).toBe(false);
    const me = await getMe(world.deps, team.admin);
    expect(me.ok && me.value.roles).toEqual(['administrator']);
    const listed = await listPolicies(world.deps, team.admin);
    expect(listed.ok && listed.value.map(({ version, inForce }) => [version, inForce])).toEqual([
      [3, true],
      [2, false],
      [1, false],
    ]);
    expect(listed.ok && listed.value[0]).toMatchObject({
      author: 'Ada Novak',
      broken: expect.stringMatching(/all\.cedar/),
    });
    expect(await listPolicies(world.deps, team.auditor)).toMatchObject({ ok: false });
    await add(4, '@id("look") permit (principal, action == Action::"readAudit", resource);');
    expect(await listPolicies(world.deps, team.auditor)).toMatchObject({ ok: true });
  });
});
