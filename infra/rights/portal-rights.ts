import { BASTION_TAG, ENVIRONMENT_TAG, PERSON_TAG } from '../../lib/domain/bastions/tags';
import { arnOf, type Names, roleArn } from '../names';
import { ofBridgeAtNodes, ofJobsAtNodes, type TargetNodes } from './node-rights';
import type { Right } from './right';

const EXEC_SESSIONS = 'ECS names the sessions it starts; they all begin so, and no other session does.';

/** What ECS needs to start Postern itself, besides image and log: its secrets, by exact ARN. */
export function readsPortalSecrets(secretArns: readonly string[], parameters: readonly string[]): Right[] {
  return [
    {
      sid: 'ReadSecrets',
      why: "ECS puts Postern's secrets into its environment when it starts.",
      actions: ['secretsmanager:GetSecretValue'],
      resources: secretArns,
    },
    {
      sid: 'ReadParameters',
      why: 'ECS puts the identity provider and the environments into it as well.',
      actions: ['ssm:GetParameters'],
      resources: parameters.map((name) => arnOf('ssm', `parameter${name}`)),
    },
  ];
}

/** The bridge: becomes one person, opens and takes up shells, ends them; the doctor runs as it, since only it can try the first. */
export function ofBridge(names: Names, way: { hybrid: boolean; nodes: TargetNodes | null }): Right[] {
  return [
    {
      sid: 'BecomeOnePerson',
      why: 'Each shell is opened as the person who asked, so that CloudTrail names the person.',
      actions: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
      resources: [roleArn(names.operatorRole)],
    },
    {
      sid: 'TakeUpAndEndShells',
      why: 'A lost line is taken up again; a shell ends with its grant. The session belongs to ECS, not to the person.',
      actions: ['ssm:ResumeSession', 'ssm:TerminateSession'],
      resources: [arnOf('ssm', 'session/ecs-execute-command-*')],
      wildcard: EXEC_SESSIONS,
    },
    ...(way.nodes ? ofBridgeAtNodes(way.nodes) : []),
    {
      sid: 'LookAtCluster',
      why: 'The doctor reads whether the cluster is there, and how its shells are logged and encrypted.',
      actions: ['ecs:DescribeClusters'],
      resources: [arnOf('ecs', `cluster/${names.cluster}`)],
    },
    {
      sid: 'LookAtTaskDefinition',
      why: 'The doctor reads what bastions are started from; none of it is secret.',
      actions: ['ecs:DescribeTaskDefinition'],
      resources: ['*'],
      wildcard: 'The service knows no resource for it.',
    },
    ...(way.hybrid
      ? [
          {
            sid: 'LookAtDocument',
            why: 'The doctor reads how shells on nodes are logged, encrypted and ended.',
            actions: ['ssm:GetDocument'],
            resources: [arnOf('ssm', `document/${names.sessionDocument}`)],
          },
        ]
      : []),
  ];
}

/** The jobs: launch, follow and stop bastions, end shells nobody stands for. They can enter none. */
export function ofJobs(names: Names, way: { hybrid: boolean; nodes: TargetNodes | null }): Right[] {
  const cluster = arnOf('ecs', `cluster/${names.cluster}`);
  const tasks = arnOf('ecs', `task/${names.cluster}/*`);
  const taskId = 'A task id is given at launch; the cluster holds bastions alone.';
  const ours = { [`aws:RequestTag/${BASTION_TAG}`]: 'false', [`aws:RequestTag/${ENVIRONMENT_TAG}`]: 'false' };
  const passed = [
    ['PassExecutionRole', names.bastionExecutionRole],
    ['PassTaskRole', names.bastionTaskRole],
    ...(way.hybrid ? [['PassNodeTaskRole', names.nodeTaskRole]] : []),
  ] as const;
  return [
    {
      sid: 'LaunchBastion',
      why: 'Starts the bastion task, in our cluster, enterable, and only with the tags by which it is found again.',
      actions: ['ecs:RunTask'],
      resources: [arnOf('ecs', `task-definition/${names.bastionTask}:*`)],
      conditions: {
        ArnEquals: { 'ecs:cluster': cluster },
        StringEquals: { 'ecs:enable-execute-command': 'true' },
        Null: ours,
      },
      wildcard: 'A task definition gets a new revision with each change.',
    },
    {
      sid: 'TagAtLaunch',
      why: 'Tags go onto a task when it is launched, and never afterwards.',
      actions: ['ecs:TagResource'],
      resources: [tasks],
      conditions: { StringEquals: { 'ecs:CreateAction': 'RunTask' } },
      wildcard: taskId,
    },
    {
      sid: 'FollowBastions',
      why: 'Follows a launch, and finds what has died.',
      actions: ['ecs:DescribeTasks'],
      resources: [tasks],
      wildcard: taskId,
    },
    {
      sid: 'StopBastions',
      why: 'Stops the tasks that carry our tag.',
      actions: ['ecs:StopTask'],
      resources: [tasks],
      conditions: { Null: { [`aws:ResourceTag/${BASTION_TAG}`]: 'false' } },
      wildcard: taskId,
    },
    {
      sid: 'FindBastions',
      why: 'Finds tasks of ours that no row knows.',
      actions: ['ecs:ListTasks'],
      resources: ['*'],
      conditions: { ArnEquals: { 'ecs:cluster': cluster } },
      wildcard: 'The service knows no resource for it but container instances; the condition names the cluster.',
    },
    ...passed.map(([sid, role]) => ({
      sid,
      why: `Hands ${role} to a task, and to nothing else.`,
      actions: ['iam:PassRole'],
      resources: [roleArn(role)],
      conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    })),
    {
      sid: 'FindShells',
      why: 'Finds shells that no terminal stands for.',
      actions: ['ssm:DescribeSessions'],
      resources: ['*'],
      wildcard: 'The service lists sessions for the whole account only.',
    },
    {
      sid: 'EndShells',
      why: 'Ends shells whose bridge has died, and those nobody stands for.',
      actions: ['ssm:TerminateSession'],
      resources: [arnOf('ssm', 'session/ecs-execute-command-*')],
      wildcard: EXEC_SESSIONS,
    },
    ...(way.hybrid ? ofJobsOnNodes(names) : []),
    ...(way.nodes ? ofJobsAtNodes() : []),
  ];
}

function ofJobsOnNodes(names: Names): Right[] {
  return [
    {
      sid: 'LaunchNode',
      why: 'Starts the task that registers as a managed node, in our cluster and only with our tags.',
      actions: ['ecs:RunTask'],
      resources: [arnOf('ecs', `task-definition/${names.nodeTask}:*`)],
      conditions: {
        ArnEquals: { 'ecs:cluster': arnOf('ecs', `cluster/${names.cluster}`) },
        StringEquals: { 'ecs:enable-execute-command': 'false' },
        Null: { [`aws:RequestTag/${BASTION_TAG}`]: 'false', [`aws:RequestTag/${ENVIRONMENT_TAG}`]: 'false' },
      },
      wildcard: 'A task definition gets a new revision with each change.',
    },
    {
      sid: 'ActivateNode',
      why: 'Makes the single-use activation a node registers with; its tags become those of the node.',
      actions: ['ssm:CreateActivation'],
      resources: ['*'],
      conditions: {
        Null: { [`aws:RequestTag/${BASTION_TAG}`]: 'false', [`aws:RequestTag/${PERSON_TAG}`]: 'false' },
      },
      wildcard: 'An activation has no ARN; the tags it must carry hold it to ours.',
    },
    {
      sid: 'PassNodeRole',
      why: `Hands ${names.nodeRole} to a managed node, and to nothing else.`,
      actions: ['iam:PassRole'],
      resources: [roleArn(names.nodeRole)],
      conditions: { StringEquals: { 'iam:PassedToService': 'ssm.amazonaws.com' } },
    },
    {
      sid: 'ForgetActivation',
      why: 'Removes the activation as soon as the node is registered, and follows the registration.',
      actions: ['ssm:DeleteActivation', 'ssm:DescribeActivations', 'ssm:DescribeInstanceInformation'],
      resources: ['*'],
      wildcard: 'The service knows no resource for them.',
    },
    {
      sid: 'AskWhetherConnected',
      why: 'A node is ready when its agent is connected, not when its task runs.',
      actions: ['ssm:GetConnectionStatus'],
      resources: [arnOf('ssm', 'managed-instance/*')],
      wildcard: 'The id of a node is given when it registers.',
    },
    {
      sid: 'RemoveNode',
      why: 'Takes a node of ours out of the register after its task has ended.',
      actions: ['ssm:DeregisterManagedInstance'],
      resources: [arnOf('ssm', 'managed-instance/*')],
      conditions: { Null: { [`ssm:resourceTag/${BASTION_TAG}`]: 'false' } },
      wildcard: 'The id of a node is given when it registers; the tag says that it is ours.',
    },
  ];
}

/** What the flow log needs: its own group. */
export function ofFlowLog(names: Names): Right[] {
  return [
    {
      sid: 'WriteFlowLog',
      why: 'Writes who spoke to whom in the network.',
      actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
      resources: [arnOf('logs', `log-group:${names.flowLog}:*`)],
      wildcard: 'A stream is named after its network interface; the group is for this alone.',
    },
  ];
}
