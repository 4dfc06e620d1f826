import { DescribeSessionsCommand, ResumeSessionCommand, TerminateSessionCommand } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Stage, startStage } from '../testing/stage';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(async () => {
  await stage.close();
});

describe('DescribeSessions', () => {
  it('tells active from ended ones, filters and pages', async () => {
    const task = await stage.readyTask();
    const sessions = [await stage.execute(task), await stage.execute(task), await stage.execute(task)];
    await stage.ssm.send(new TerminateSessionCommand({ SessionId: sessions[0]?.sessionId }));

    const active = await stage.ssm.send(new DescribeSessionsCommand({ State: 'Active', MaxResults: 1 }));
    expect(active.Sessions?.map(({ SessionId }) => SessionId)).toEqual([sessions[2]?.sessionId]);
    const rest = await stage.ssm.send(new DescribeSessionsCommand({ State: 'Active', NextToken: active.NextToken }));
    expect(rest.Sessions?.map(({ SessionId }) => SessionId)).toEqual([sessions[1]?.sessionId]);

    const Target = rest.Sessions?.[0]?.Target ?? '';
    expect(Target).toMatch(/^ecs:postern_[0-9a-f]{32}_[0-9a-f]{32}-\d+$/);
    const history = await stage.ssm.send(
      new DescribeSessionsCommand({ State: 'History', Filters: [{ key: 'Target', value: Target }] }),
    );
    expect(history.Sessions).toEqual([
      expect.objectContaining({ SessionId: sessions[0]?.sessionId, Status: 'Terminated', EndDate: expect.any(Date) }),
    ]);
  });

  it('refuses what it does not know', async () => {
    const unknown = { key: 'Colour' as 'Target', value: 'x' };
    await expect(
      stage.ssm.send(new DescribeSessionsCommand({ State: 'Active', Filters: [unknown] })),
    ).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(
      stage.ssm.send(new DescribeSessionsCommand({ State: 'Active', NextToken: '!' })),
    ).rejects.toMatchObject({ name: 'InvalidNextToken' });
  });
});

describe('a session that is not there', () => {
  it('cannot be resumed, and ending it is no error', async () => {
    const SessionId = 'ecs-execute-command-00000000000000000';
    await expect(stage.ssm.send(new ResumeSessionCommand({ SessionId }))).rejects.toMatchObject({
      name: 'DoesNotExistException',
    });
    expect(await stage.ssm.send(new TerminateSessionCommand({ SessionId }))).toMatchObject({ SessionId });
  });
});
