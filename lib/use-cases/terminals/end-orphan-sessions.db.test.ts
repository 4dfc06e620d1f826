import { afterAll, beforeAll, expect, test } from 'vitest';
import { following } from '../../jobs/following';
import { launchBastion } from '../bastions/launch';
import { present, type Stage, startStage } from '../bastions/testing/stage';
import { endOrphanSessions } from './end-orphan-sessions';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());

// The service's clock says when a session began, so the sweep is given real time here.
const later = (minutes: number) => ({ now: () => new Date(Date.now() + minutes * 60_000) });
const isActive = (sessionId: string) =>
  stage.aws.inspect().sessions.some(({ id, isOpen }) => id === sessionId && isOpen);

test('ends a shell that nobody wrote down, once it is a minute old, and says so in the audit', async () => {
  const environment = await stage.anEnvironment();
  const { actor } = await stage.aGrantee(environment);
  const wanted = await stage.aWantedBastion(environment, actor);
  await launchBastion(stage.deps, wanted.id, following(5));
  const bastion = await stage.get(wanted.id);
  const place = {
    via: 'task' as const,
    taskArn: present(bastion.taskArn),
    runtimeId: present(bastion.runtimeId),
    command: 'sh',
  };
  const who = { personId: actor.personId, email: actor.email, requestNumber: 1, terminalId: wanted.id };
  const { sessionId } = await stage.deps.agents.start(environment, place, who);

  expect(await endOrphanSessions({ ...stage.deps, clock: later(0) })).toEqual({ ended: 0 });
  expect(isActive(sessionId)).toBe(true);
  expect(await endOrphanSessions({ ...stage.deps, clock: later(2) })).toEqual({ ended: 1 });
  expect(isActive(sessionId)).toBe(false);
  const events = await stage.deps.db.prisma.auditEvent.findMany({ where: { name: 'terminal.orphanSessionEnded' } });
  expect(events.map(({ fields, bastionId }) => ({ fields, bastionId }))).toEqual([
    { fields: { agentSessionId: sessionId }, bastionId: bastion.id },
  ]);
});
