import { afterAll, beforeAll, expect, it } from 'vitest';
import { aBastion, aGrant } from '../../db/testing/rows';
import { revokeRequest } from '../requests/revoke';
import { aTeam, openWorld, somePlaces, type World } from '../testing/world';
import { openTerminal } from './open';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

it('opening at the instant the grant is revoked leaves no terminal that nobody asks to end', async () => {
  for (let round = 0; round < 8; round += 1) {
    const { priya, admin } = await aTeam(world.db);
    const { development: environmentId, devShell: targetId } = await somePlaces(world.db);
    await aBastion(world.db, { environmentId, status: 'running' });
    const grantId = await aGrant(world.db, { personId: priya.personId, targetId });
    const connect = () => openTerminal(world.deps, priya, { targetId, cols: 80, rows: 24 });
    const revoke = () => revokeRequest(world.deps, admin, { grantId, reason: 'left' });
    const headStart = round % 2 ? Promise.resolve() : new Promise(setImmediate);
    const [connected, revoked] = await Promise.all([connect(), headStart.then(revoke)]);
    expect(revoked.ok).toBe(true);
    const open = await world.db.prisma.terminal.findMany({ where: { personId: priya.personId } });
    expect(open.map((terminal) => terminal.endReason)).toEqual(connected.ok ? ['grantRevoked'] : []);
    if (!connected.ok) expect(connected.refusal.reason).toBe('NO_OPEN_GRANT');
  }
});
