import { RunTaskCommand, StopTaskCommand } from '@aws-sdk/client-ecs';
import {
  AddTagsToResourceCommand,
  CreateActivationCommand,
  type CreateActivationRequest,
  DeleteActivationCommand,
  DeregisterManagedInstanceCommand,
  DescribeActivationsCommand,
  DescribeInstanceInformationCommand,
  type DescribeInstanceInformationRequest,
  DescribeSessionsCommand,
  GetConnectionStatusCommand,
  GetServiceSettingCommand,
  ListTagsForResourceCommand,
  SSMClient,
  StartSessionCommand,
} from '@aws-sdk/client-ssm';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HybridAgent } from '../../testing/hybrid-agent';
import { RawClient } from '../../testing/raw-client';
import { node, present, runTaskInput, type Stage, startStage } from '../../testing/stage';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage({ pingLostMs: 50 });
});
afterEach(async () => {
  await stage.close();
});

const Tags = [
  { Key: 'env', Value: 'prod' },
  { Key: 'team', Value: 'orders' },
];
const activate = async (more: Partial<CreateActivationRequest> = {}) => {
  const made = await stage.ssm.send(
    new CreateActivationCommand({ IamRole: 'postern-node', DefaultInstanceName: 'bastion', Tags, ...more }),
  );
  return { id: present(made.ActivationId), code: present(made.ActivationCode) };
};
const nodes = async (input: DescribeInstanceInformationRequest = {}) =>
  present((await stage.ssm.send(new DescribeInstanceInformationCommand(input))).InstanceInformationList);
const connection = async (Target: string) => (await stage.ssm.send(new GetConnectionStatusCommand({ Target }))).Status;

describe('activations', () => {
  it('are listed with what is left of them, and can be taken back', async () => {
    const { id, code } = await activate({ RegistrationLimit: 2 });
    expect(code.length).toBeGreaterThanOrEqual(20);
    await HybridAgent.register(stage.aws.endpoint, id, code);
    const Filters = [{ FilterKey: 'ActivationIds' as const, FilterValues: [id] }];
    const { ActivationList } = await stage.ssm.send(new DescribeActivationsCommand({ Filters }));
    expect(ActivationList).toEqual([
      expect.objectContaining({
        ActivationId: id,
        IamRole: 'postern-node',
        RegistrationLimit: 2,
        RegistrationsCount: 1,
        Expired: false,
        ExpirationDate: expect.any(Date),
        Tags,
      }),
    ]);
    await stage.ssm.send(new DeleteActivationCommand({ ActivationId: id }));
    await expect(HybridAgent.register(stage.aws.endpoint, id, code)).rejects.toThrow('InvalidActivationId');
    await expect(stage.ssm.send(new DeleteActivationCommand({ ActivationId: id }))).rejects.toMatchObject({
      name: 'InvalidActivationId',
    });
  });

  it('register no more nodes than they say, and none with a wrong code', async () => {
    const { id, code } = await activate();
    const register = (with_: string) => HybridAgent.register(stage.aws.endpoint, id, with_);
    await expect(register('x'.repeat(20))).rejects.toThrow('InvalidActivation');
    await register(code);
    await expect(register(code)).rejects.toThrow('InvalidActivation');
  });

  it.each([
    ['a role’s ARN', { IamRole: 'arn:aws:iam::111122223333:role/postern-node' }],
    ['an end in the past', { ExpirationDate: new Date(Date.now() - 60_000) }],
    ['an end in two months', { ExpirationDate: new Date(Date.now() + 60 * 86_400_000) }],
  ])('are not made with %s', async (_what, input) => {
    await expect(activate(input)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('a task whose container has an activation', () => {
  it('becomes a node with the activation’s tags, runs sessions, and loses its connection with the task', async () => {
    const { id, code } = await activate();
    const environment = [
      { name: 'SSM_ACTIVATION_ID', value: id },
      { name: 'SSM_ACTIVATION_CODE', value: code },
    ];
    const overrides = { containerOverrides: [{ name: 'bastion', environment }] };
    const { tasks } = await stage.ecs.send(
      new RunTaskCommand({ ...runTaskInput, enableExecuteCommand: false, overrides }),
    );
    const ActivationIds = { Filters: [{ Key: 'ActivationIds', Values: [id] }] };
    await expect.poll(async () => (await nodes(ActivationIds)).length).toBe(1);
    const [registered] = await nodes(ActivationIds);
    expect(registered).toMatchObject({
      InstanceId: expect.stringMatching(/^mi-[0-9a-f]{17}$/),
      PingStatus: 'Online',
      Name: 'bastion',
      IamRole: 'postern-node',
      ResourceType: 'ManagedInstance',
      PlatformType: 'Linux',
      LastPingDateTime: expect.any(Date),
    });
    const nodeId = present(registered?.InstanceId);
    const listed = await stage.ssm.send(
      new ListTagsForResourceCommand({ ResourceType: 'ManagedInstance', ResourceId: nodeId }),
    );
    expect(listed.TagList).toEqual(Tags);
    await expect.poll(() => connection(nodeId)).toBe('connected');

    const Parameters = { command: ['echo on the node'] };
    const { client } = await stage.session({ Target: nodeId, DocumentName: 'AWS-StartInteractiveCommand', Parameters });
    await client.untilClosed();
    expect(client.text).toBe('on the node\r\n');

    await stage.ecs.send(new StopTaskCommand({ cluster: 'postern', task: tasks?.[0]?.taskArn }));
    await expect.poll(() => connection(nodeId)).toBe('notconnected');
    await expect.poll(async () => (await nodes(ActivationIds))[0]?.PingStatus).toBe('ConnectionLost');
    await expect(stage.session({ Target: nodeId })).rejects.toMatchObject({ name: 'TargetNotConnected' });
    await stage.ssm.send(new DeregisterManagedInstanceCommand({ InstanceId: nodeId }));
    expect(await nodes(ActivationIds)).toEqual([]);
  });
});

describe('nodes', () => {
  it('are found by filters of both kinds and page by page', async () => {
    const { id, code } = await activate({ RegistrationLimit: 7 });
    for (let left = 7; left > 0; left--) await HybridAgent.register(stage.aws.endpoint, id, code);
    const byTag = (key: string, ...Values: string[]) => nodes({ Filters: [{ Key: key, Values }] });
    expect(await byTag('tag:team', 'orders')).toHaveLength(7);
    expect(await byTag('tag:env', 'prod')).toHaveLength(8);
    expect(await byTag('tag-key', 'Name')).toEqual([
      expect.objectContaining({ InstanceId: node.id, ComputerName: 'orders-1', ResourceType: 'EC2Instance' }),
    ]);
    const old = [{ key: 'ResourceType' as const, valueSet: ['ManagedInstance'] }];
    expect(await nodes({ InstanceInformationFilterList: old })).toHaveLength(7);
    const first = await stage.ssm.send(new DescribeInstanceInformationCommand({ MaxResults: 5 }));
    const { NextToken } = first;
    const second = await stage.ssm.send(new DescribeInstanceInformationCommand({ MaxResults: 5, NextToken }));
    const all = [...present(first.InstanceInformationList), ...present(second.InstanceInformationList)];
    expect(new Set(all.map(({ InstanceId }) => InstanceId)).size).toBe(8);
    expect(second.NextToken).toBeUndefined();
    await expect(byTag('Colour', 'red')).rejects.toMatchObject({ name: 'InvalidFilterKey' });
  });

  it('are tagged; EC2 nodes are not, and settings are there', async () => {
    const { id, code } = await activate();
    const { nodeId } = await HybridAgent.register(stage.aws.endpoint, id, code);
    const tag = (ResourceId: string) =>
      stage.ssm.send(
        new AddTagsToResourceCommand({
          ResourceType: 'ManagedInstance',
          ResourceId,
          Tags: [{ Key: 'env', Value: 'test' }],
        }),
      );
    await tag(nodeId);
    const { TagList } = await stage.ssm.send(
      new ListTagsForResourceCommand({ ResourceType: 'ManagedInstance', ResourceId: nodeId }),
    );
    expect(TagList).toContainEqual({ Key: 'env', Value: 'test' });
    await expect(tag(node.id)).rejects.toMatchObject({ name: 'InvalidResourceId' });
    const setting = (SettingId: string) => stage.ssm.send(new GetServiceSettingCommand({ SettingId }));
    expect((await setting('/ssm/managed-instance/activation-tier')).ServiceSetting).toMatchObject({
      Status: 'Default',
    });
    await expect(setting('/ssm/none')).rejects.toMatchObject({ name: 'ServiceSettingNotFound' });
  });
});

describe('an agent elsewhere', () => {
  it('proves itself by its key, is asked for a session, and is heard at its end', async () => {
    const { id, code } = await activate();
    const agent = await HybridAgent.register(stage.aws.endpoint, id, code);
    await expect(agent.requestCredentials('not-the-fingerprint')).rejects.toThrow('MachineFingerprintDoesNotMatch');
    const credentials = await agent.requestCredentials();
    expect(await connection(agent.nodeId)).toBe('notconnected');
    await expect(agent.createChannel(credentials, 'control', 'mi-00000000000000000')).rejects.toThrow('AccessDenied');
    await agent.openControl(credentials);
    await expect.poll(() => connection(agent.nodeId)).toBe('connected');

    const Parameters = { command: ['uptime'] };
    const DocumentName = 'AWS-StartInteractiveCommand';
    const { client, sessionId } = await stage.session({ Target: agent.nodeId, DocumentName, Parameters });
    const asked = await agent.message('interactive_shell');
    expect(asked).toMatchObject({ TaskId: sessionId, SchemaVersion: 1 });
    expect(JSON.parse(String(asked.Content))).toMatchObject({
      DocumentName,
      SessionId: sessionId,
      Parameters: { command: 'uptime' },
      DocumentContent: {
        schemaVersion: '1.0',
        sessionType: 'InteractiveCommands',
        inputs: { cloudWatchStreamingEnabled: false, kmsKeyId: '' },
        properties: { linux: { commands: '{{ command }}' } },
      },
    });
    const token = await agent.createChannel(credentials, 'data', sessionId);
    expect(token.length).toBeGreaterThan(100);

    const messageId = agent.completeTask(sessionId, 'Failed', 'no such user');
    expect(await agent.message('agent_task_acknowledge')).toMatchObject({ MessageId: messageId, TaskId: sessionId });
    expect(await client.untilClosed()).toMatchObject({ output: 'no such user' });
    await expect(agent.createChannel(credentials, 'data', sessionId)).rejects.toThrow('Session is already terminated');
    const { Sessions } = await stage.ssm.send(new DescribeSessionsCommand({ State: 'History' }));
    expect(Sessions?.[0]).toMatchObject({ SessionId: sessionId, Status: 'Failed', Details: 'no such user' });
    agent.control?.terminate();
    await expect.poll(() => connection(agent.nodeId)).toBe('notconnected');
  });

  it('serves the session of a person whose name is a mail address', async () => {
    const { id, code } = await activate();
    const agent = await HybridAgent.register(stage.aws.endpoint, id, code);
    const credentials = await agent.requestCredentials();
    await agent.openControl(credentials);
    await expect.poll(() => connection(agent.nodeId)).toBe('connected');
    const { Credentials } = await stage.sts.send(
      new AssumeRoleCommand({
        RoleArn: 'arn:aws:iam::111122223333:role/operator',
        RoleSessionName: 'mika@example.com',
      }),
    );
    const asMika = new SSMClient(
      stage.settings({
        accessKeyId: present(Credentials?.AccessKeyId),
        secretAccessKey: present(Credentials?.SecretAccessKey),
        sessionToken: present(Credentials?.SessionToken),
      }),
    );
    const { SessionId = '' } = await asMika.send(new StartSessionCommand({ Target: agent.nodeId }));
    expect(SessionId).toMatch(/^mika@example\.com-/);
    expect((await agent.createChannel(credentials, 'data', SessionId)).length).toBeGreaterThan(100);
  });

  it('says what it runs on, for its own node only', async () => {
    const { id, code } = await activate({ RegistrationLimit: 2 });
    const agent = await HybridAgent.register(stage.aws.endpoint, id, code);
    const other = await HybridAgent.register(stage.aws.endpoint, id, code);
    const credentials = await agent.requestCredentials();
    const update = (InstanceId: string) =>
      agent.call(credentials, 'UpdateInstanceInformation', {
        InstanceId,
        AgentName: 'amazon-ssm-agent',
        AgentStatus: 'Active',
        AgentVersion: '3.3.2000.0',
        ComputerName: 'rack-7',
        IPAddress: '192.0.2.7',
        PlatformName: 'Ubuntu',
        PlatformType: 'Linux',
        PlatformVersion: '24.04',
      });
    expect(await update(agent.nodeId)).toEqual({});
    const [described] = await nodes({ Filters: [{ Key: 'InstanceIds', Values: [agent.nodeId] }] });
    expect(described).toMatchObject({
      PingStatus: 'Online',
      ComputerName: 'rack-7',
      IPAddress: '192.0.2.7',
      PlatformName: 'Ubuntu',
      AgentVersion: '3.3.2000.0',
    });
    await expect(update(other.nodeId)).rejects.toThrow('AccessDeniedException');
    await expect(agent.call(credentials, 'NoSuchThing', {})).rejects.toThrow('UnknownOperationException');
  });

  it.each([
    ['ed25519', 'MCowBQYDK2VwAyEAO4l183LGxrphEtE8509HwHoHm2uD+xVwxznJqs57PPE='],
    ['x25519', 'MCowBQYDK2VuAyEApPbLag4wdIlepJk6hh6Yfy1O2rQLTgVw34T3QY0U5w8='],
  ])('is not registered with a key of the kind %s', async (_kind, PublicKey) => {
    const { id: ActivationId, code: ActivationCode } = await activate();
    const answer = await fetch(stage.aws.endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': 'AmazonSSM.RegisterManagedInstance' },
      body: JSON.stringify({ ActivationId, ActivationCode, Fingerprint: 'f', PublicKey, PublicKeyType: 'Rsa' }),
    });
    expect(await answer.json()).toMatchObject({ __type: 'ValidationException' });
    expect(await nodes()).toHaveLength(1);
  });

  it('is not let in without a signature', async () => {
    const { id, code } = await activate();
    const agent = await HybridAgent.register(stage.aws.endpoint, id, code);
    const unsigned = new RawClient();
    const url = `${stage.aws.endpoint.replace('http', 'ws')}/v1/control-channel/${agent.nodeId}`;
    await expect(unsigned.connect(url, 'x')).rejects.toThrow('403');
    unsigned.cut();
    const forged = { AccessKeyId: 'ASIAFORGED0000000000', SecretAccessKey: 'x', SessionToken: 'x' };
    await expect(agent.createChannel(forged, 'control', agent.nodeId)).rejects.toThrow('UnrecognizedClientException');
  });
});
