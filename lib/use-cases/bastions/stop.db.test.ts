import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aPerson } from '../../db/testing/rows';
import type { Actor } from '../../domain/people/actor';
import { following } from '../../jobs/following';
import { loadDefaultPolicies } from '../policies/load-default';
import { drainBastion } from './drain';
import { finishStopping } from './finish-stopping';
import { launchBastion } from './launch';
import { listBastions } from './list';
import { stopBastion } from './stop';
import { stopUnusedBastions } from './stop-unused';
import { killAtEveryPoint } from './testing/dying';
import { type Stage, startStage } from './testing/stage';

let stage: Stage;
let administrator: Actor;
let auditor: Actor;
beforeAll(async () => {
  stage = await startStage();
  const folder = join(import.meta.dirname, '../../policy/default');
  const names = (await readdir(folder)).sort();
  await loadDefaultPolicies(stage.deps, () =>
    Promise.all(names.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') }))),
  );
  administrator = await aPerson(stage.deps.db, { name: 'Ada Berg', groups: ['administrators'] });
  auditor = await aPerson(stage.deps.db, { name: 'Aki Mori', groups: ['auditors'] });
});
afterAll(() => stage.close());

const soon = following(5);
const finish = (id: string) => finishStopping(stage.deps, id as never, soon);

async function running(given: Parameters<Stage['anEnvironment']>[0] = {}) {
  const environment = await stage.anEnvironment(given);
  const grantee = await stage.aGrantee(environment);
  const wanted = await stage.aWantedBastion(environment, grantee.actor);
  await launchBastion(stage.deps, wanted.id, soon);
  return { environment, grantee, bastion: await stage.get(wanted.id) };
}

const endTerminal = (id: string) =>
  stage.deps.db.prisma.terminal.update({
    where: { id },
    data: { status: 'ended', endedAt: stage.deps.clock.now(), endReason: 'exited' },
  });

describe('an administrator', () => {
  test('stops at once: terminals are asked to end with the reason, the task is stopped, the row is marked', async () => {
    const { bastion, grantee } = await running();
    const terminalId = await stage.aTerminalOn(bastion, grantee);
    const answer = await stopBastion(stage.deps, administrator, { bastionId: bastion.id, reason: 'image has a hole' });
    expect(answer).toEqual({ ok: true, value: null });
    expect(await stage.get(bastion.id)).toMatchObject({ status: 'stopping', stopReason: 'image has a hole' });
    const terminal = await stage.deps.db.prisma.terminal.findUniqueOrThrow({ where: { id: terminalId } });
    expect(terminal).toMatchObject({
      endReason: 'bastionStopped',
      endNote: 'image has a hole',
      endedById: administrator.personId,
    });
    expect(stage.nudges.stop).toContain(bastion.id);

    await finish(bastion.id);
    expect(await stage.get(bastion.id)).toMatchObject({ status: 'stopped' });
    expect(stage.runningTasks(bastion.id)).toEqual([]);
    expect((await stage.auditNames(bastion.id)).slice(3)).toEqual([
      'bastion.draining',
      'terminal.endAsked',
      'bastion.stopped',
    ]);
  });

  test('drains: who is on it stays, nobody new comes, and it stops when the last has left', async () => {
    const { environment, bastion, grantee } = await running();
    const terminalId = await stage.aTerminalOn(bastion, grantee);
    await drainBastion(stage.deps, administrator, { bastionId: bastion.id, reason: 'new image' });
    await stopUnusedBastions(stage.deps);
    expect(await stage.get(bastion.id)).toMatchObject({ status: 'draining', stopReason: 'new image' });
    expect((await stage.aWantedBastion(environment, grantee.actor)).id).not.toBe(bastion.id);

    await endTerminal(terminalId);
    await stopUnusedBastions(stage.deps);
    await finish(bastion.id);
    expect(await stage.get(bastion.id)).toMatchObject({ status: 'stopped', stopReason: 'new image' });
  });

  test('is told when it has ended already, or was never there', async () => {
    const { bastion } = await running();
    await stopBastion(stage.deps, administrator, { bastionId: bastion.id, reason: 'once' });
    await finish(bastion.id);
    const again = await stopBastion(stage.deps, administrator, { bastionId: bastion.id, reason: 'twice' });
    expect(again).toMatchObject({ ok: false, refusal: { reason: 'BASTION_ENDED' } });
    for (const bastionId of [crypto.randomUUID(), 'nothing like an id']) {
      const unknown = await stopBastion(stage.deps, administrator, { bastionId, reason: 'x' });
      expect(unknown).toMatchObject({ ok: false, refusal: { reason: 'NOT_FOUND' } });
    }
  });

  test('one of two at the same instant is told that it changed', async () => {
    const { bastion } = await running();
    const input = { bastionId: bastion.id, reason: 'both' };
    const answers = await Promise.all([
      stopBastion(stage.deps, administrator, input),
      stopBastion(stage.deps, administrator, input),
    ]);
    const refusals = answers.flatMap((answer) => (answer.ok ? [] : [answer.refusal.reason]));
    expect(refusals).toEqual(['CHANGED_MEANWHILE']);
  });
});

describe('everybody else', () => {
  test('finds no bastion to stop, and the attempt is on record', async () => {
    const { bastion, grantee } = await running();
    for (const actor of [grantee.actor, auditor]) {
      for (const verb of [stopBastion, drainBastion]) {
        const answer = await verb(stage.deps, actor, { bastionId: bastion.id, reason: 'mine' });
        expect(answer).toMatchObject({ ok: false, refusal: { reason: 'NOT_FOUND' } });
      }
    }
    expect(await stage.get(bastion.id)).toMatchObject({ status: 'running' });
    const names = await stage.auditNames(bastion.id);
    expect(names.filter((name) => name === 'access.refused')).toHaveLength(4);
  });
});

describe('the list', () => {
  test('shows an administrator what runs and what may be done, an auditor without acts, others nothing', async () => {
    const { bastion, grantee, environment } = await running({ sharing: 'perPerson' });
    await stage.aTerminalOn(bastion, grantee);
    await stage.aTerminalOn(bastion, grantee);
    const rowFor = async (actor: Actor) => {
      const answer = await listBastions(stage.deps, actor);
      return answer.ok ? answer.value.find(({ id }) => id === bastion.id) : answer.refusal.reason;
    };
    expect(await rowFor(administrator)).toMatchObject({
      number: bastion.number,
      status: 'running',
      stuck: false,
      environment: { id: environment.id },
      person: { id: grantee.actor.personId, name: grantee.actor.name },
      terminals: 2,
      people: [{ id: grantee.actor.personId }],
      failure: null,
      acts: { drain: true, stop: true },
    });
    expect(await rowFor(auditor)).toMatchObject({ acts: { drain: false, stop: false } });
    expect(await rowFor(grantee.actor)).toBe('NOT_FOUND');
  });

  test('says of a failed launch what went wrong and what to check', async () => {
    stage.aws.faults.set({ taskStop: { stoppedReason: 'CannotPullContainerError: manifest unknown' } });
    const { bastion } = await running();
    stage.aws.faults.clear();
    const answer = await listBastions(stage.deps, administrator);
    expect(answer.ok && answer.value.find(({ id }) => id === bastion.id)?.failure).toEqual({
      cause: 'imageNotPulled',
      check: 'checkImageAndEndpoints',
      code: 'TaskFailedToStart',
      text: 'CannotPullContainerError: manifest unknown',
    });
  });
});

describe('unused', () => {
  test('is stopped after its idle time, not before, and not while a terminal is open', async () => {
    const { bastion, grantee } = await running({ bastionIdleMinutes: 15 });
    const terminalId = await stage.aTerminalOn(bastion, grantee);
    stage.putForward(20);
    await stopUnusedBastions(stage.deps);
    expect(await stage.get(bastion.id)).toMatchObject({ status: 'running' });

    await endTerminal(terminalId);
    stage.putForward(14);
    await stopUnusedBastions(stage.deps);
    expect(await stage.get(bastion.id)).toMatchObject({ status: 'running' });
    stage.putForward(2);
    await stopUnusedBastions(stage.deps);
    expect(await stage.get(bastion.id)).toMatchObject({ status: 'stopping', stopReason: 'idle' });
    expect(stage.nudges.stop).toContain(bastion.id);
  });

  test('is stopped at once when nobody holds a grant any more', async () => {
    const { bastion, grantee } = await running();
    await stage.deps.db.prisma.grant.update({
      where: { id: grantee.grantId },
      data: { status: 'expired', endedAt: stage.deps.clock.now() },
    });
    await stopUnusedBastions(stage.deps);
    expect(await stage.get(bastion.id)).toMatchObject({ status: 'stopping', stopReason: 'noGrant' });
  });

  test('at its age limit it drains with whoever is on it', async () => {
    const { bastion, grantee } = await running({ bastionMaxHours: 1 });
    await stage.aTerminalOn(bastion, grantee);
    stage.putForward(61);
    await stopUnusedBastions(stage.deps);
    expect(await stage.get(bastion.id)).toMatchObject({ status: 'draining', stopReason: 'age' });
    expect((await stage.auditNames(bastion.id)).at(-1)).toBe('bastion.draining');
  });
});

test('a stop that is killed at every point ends once', async () => {
  const { bastion } = await running();
  await stopBastion(stage.deps, administrator, { bastionId: bastion.id, reason: 'test' });
  await killAtEveryPoint(stage.deps, (deps) => finishStopping(deps, bastion.id, soon));
  expect(await stage.get(bastion.id)).toMatchObject({ status: 'stopped' });
  expect(stage.runningTasks(bastion.id)).toEqual([]);
  const names = await stage.auditNames(bastion.id);
  expect(names.filter((name) => name === 'bastion.stopped')).toHaveLength(1);
});
