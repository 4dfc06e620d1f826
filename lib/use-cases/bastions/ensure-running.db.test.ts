import { afterAll, beforeAll, expect, test } from 'vitest';
import { giveUpUnused } from '../../db/bastions';
import { inTransaction } from '../../db/transaction';
import { ensureBastion } from './ensure-running';
import { type Stage, startStage } from './testing/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());

test('many who ask at once for a shared bastion get the same one', async () => {
  const environment = await stage.anEnvironment({ sharing: 'shared' });
  const { actor } = await stage.aGrantee(environment);
  const bastions = await Promise.all(Array.from({ length: 8 }, () => stage.aWantedBastion(environment, actor)));
  expect(new Set(bastions.map(({ id }) => id)).size).toBe(1);
  expect(await stage.deps.db.prisma.bastion.count({ where: { environmentId: environment.id } })).toBe(1);
  const [bastion] = bastions;
  expect(bastion && (await stage.auditNames(bastion.id))).toEqual(['bastion.asked']);
});

test('each person gets their own where the environment says so', async () => {
  const environment = await stage.anEnvironment({ sharing: 'perPerson' });
  const [one, other] = [await stage.aGrantee(environment), await stage.aGrantee(environment)];
  const bastions = await Promise.all(
    [one, other, one, other].map(({ actor }) => stage.aWantedBastion(environment, actor)),
  );
  expect(bastions.map(({ personId }) => personId)).toEqual([one, other, one, other].map(({ actor }) => actor.personId));
  expect(new Set(bastions.map(({ id }) => id)).size).toBe(2);
});

test('the row that did not get in leaves the transaction of its caller whole', async () => {
  const environment = await stage.anEnvironment({ sharing: 'shared' });
  const { actor } = await stage.aGrantee(environment);
  const winner = await stage.aWantedBastion(environment, actor);
  const again = await inTransaction(stage.deps.db, async (tx) => {
    const bastion = await ensureBastion(tx, stage.deps, environment, actor.personId, stage.deps.clock.now());
    await tx.person.update({ where: { id: actor.personId }, data: { name: 'Still here' } });
    return bastion;
  });
  expect(again.id).toBe(winner.id);
});

test.each(['draining', 'stopping', 'stopped'] as const)('a %s bastion is not used again', async (status) => {
  const environment = await stage.anEnvironment({ sharing: 'shared' });
  const { actor } = await stage.aGrantee(environment);
  const old = await stage.aWantedBastion(environment, actor);
  const { bastion: rows } = stage.deps.db.prisma;
  const where = { id: old.id };
  await rows.update({
    where,
    data: { status: 'running', taskArn: `arn:${old.id}`, runtimeId: 'x', readyAt: old.createdAt },
  });
  await rows.update({ where, data: { status, endedAt: status === 'stopped' ? old.createdAt : null } });
  const fresh = await stage.aWantedBastion(environment, actor);
  expect(fresh).toMatchObject({ status: 'launching' });
  expect(fresh.id).not.toBe(old.id);
});

test('what somebody takes into use is not given up under them', async () => {
  const environment = await stage.anEnvironment({ sharing: 'shared' });
  const { actor } = await stage.aGrantee(environment);
  const seen = await stage.aWantedBastion(environment, actor);
  const [, givenUp] = await inTransaction(stage.deps.db, async (tx) => {
    stage.putForward(1);
    await ensureBastion(tx, stage.deps, environment, actor.personId, stage.deps.clock.now());
    // Begun while the row is locked, so it has to wait for the taker's commit and then look again.
    const giving = giveUpUnused(stage.deps.db.prisma, seen, { status: 'stopping', stopReason: 'idle' });
    return [null, giving] as const;
  }).then(async ([, giving]) => [null, await giving] as const);
  expect(givenUp).toBe(false);
  expect(await stage.get(seen.id)).toMatchObject({ status: 'launching' });
});
