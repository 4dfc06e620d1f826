import { Aws } from 'aws-cdk-lib';
import { BASTION_TAG, PERSON_TAG } from '../../lib/domain/bastions/tags';
import { arnOf, BASTION_CONTAINER, EXEC_PREFIX, type Names, NODE_PREFIX, recordsArn } from '../names';
import { DOCUMENT_CHECKED, ofOperatorAtNodes, type TargetNodes } from './node-rights';
import type { Right } from './right';

const CHANNELS = [
  'ssmmessages:CreateControlChannel',
  'ssmmessages:CreateDataChannel',
  'ssmmessages:OpenControlChannel',
  'ssmmessages:OpenDataChannel',
];
const NO_RESOURCE = 'The service knows no resource for it.';

/** What ECS itself needs to start a task: pull one image, write one log. */
export function startsTasks(repository: string, logGroups: readonly string[]): Right[] {
  return [
    {
      sid: 'SignInToRegistry',
      why: 'ECS signs in to ECR before it pulls the image.',
      actions: ['ecr:GetAuthorizationToken'],
      resources: ['*'],
      wildcard: NO_RESOURCE,
    },
    {
      sid: 'PullImage',
      why: 'ECS pulls this image and no other.',
      actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      resources: [arnOf('ecr', `repository/${repository}`)],
    },
    {
      sid: 'WriteLog',
      why: "The container's own output goes to its log.",
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: logGroups.map((group) => arnOf('logs', `log-group:${group}:log-stream:*`)),
      wildcard: 'A stream is named when its task starts; the group is ours alone.',
    },
  ];
}

/** What the agent needs to write the session's log, whichever agent: one group, one prefix, the key to both. */
function writesSessionLog(names: Names, logGroup: string, prefix: string, keyArn: string): Right[] {
  return [
    {
      sid: 'FindLogGroups',
      why: 'The agent looks up whether the group is encrypted, and refuses the session when it cannot.',
      actions: ['logs:DescribeLogGroups'],
      resources: ['*'],
      wildcard: 'The service lists groups for the whole account only.',
    },
    {
      sid: 'WriteSessionLog',
      why: 'The agent writes what the session showed.',
      actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
      resources: [arnOf('logs', `log-group:${logGroup}:*`)],
      wildcard: 'A stream is named after its session; the group is for these sessions alone.',
    },
    {
      sid: 'LookAtBucket',
      why: 'The agent looks up whether the bucket is encrypted, and where it lies.',
      actions: ['s3:GetBucketLocation', 's3:GetEncryptionConfiguration'],
      resources: [recordsArn(names)],
    },
    {
      sid: 'KeepSessionLog',
      why: 'The agent puts the log there when the session ends. It can neither read nor remove what is there.',
      actions: ['s3:PutObject'],
      resources: [recordsArn(names, `${prefix}/*`)],
      wildcard: 'An object is named after its session; the prefix is for these sessions alone.',
    },
    {
      sid: 'EncryptSessionLog',
      why: "The bucket's default key encrypts the object; reached through S3 only.",
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: [keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `s3.${Aws.REGION}.amazonaws.com` } },
    },
  ];
}

/** Keys of shells: what they encrypt, and what an agent and the person opening it need. */
export type Keys = { keyArn: string; lineKeyArn: string };

/** Only for lines into our bastions: agent and bridge bind each key to its target. */
function keyOfLine(lineKeyArn: string, targets: readonly string[], isCaller: boolean): Right {
  return {
    sid: 'EncryptLine',
    why: isCaller
      ? 'Makes the key of the line when a shell is opened, and reads it again when another bridge carries the shell on.'
      : 'The agent reads the key of the line that the caller made for it.',
    actions: isCaller ? ['kms:Decrypt', 'kms:GenerateDataKey'] : ['kms:Decrypt'],
    resources: [lineKeyArn],
    conditions: { StringLike: { 'kms:EncryptionContext:aws:ssm:TargetId': targets } },
  };
}

/** Task role of a bastion entered by ECS Exec. Whoever has the shell is root in it and holds these rights: nothing more may come in. */
export function ofExecBastion(names: Names, { keyArn, lineKeyArn }: Keys): Right[] {
  return [
    {
      sid: 'AgentChannels',
      why: 'The agent in the container opens the line the shell goes through.',
      actions: CHANNELS,
      resources: ['*'],
      wildcard: NO_RESOURCE,
    },
    keyOfLine(lineKeyArn, [`ecs:${names.cluster}_*`], false),
    ...writesSessionLog(names, names.execLog, EXEC_PREFIX, keyArn),
  ];
}

/** Role of a managed node. Its credentials lie in the container as well, so the same holds. */
export function ofManagedNode(names: Names, { keyArn, lineKeyArn }: Keys): Right[] {
  return [
    {
      sid: 'AgentChannels',
      why: 'The agent opens the lines for commands and shells.',
      actions: CHANNELS,
      resources: ['*'],
      wildcard: NO_RESOURCE,
    },
    {
      sid: 'SayItIsThere',
      why: 'The agent says every few minutes that the node is online.',
      actions: ['ssm:UpdateInstanceInformation'],
      resources: [arnOf('ssm', 'managed-instance/*')],
      wildcard: 'The id of a node is given when it registers.',
    },
    keyOfLine(lineKeyArn, ['mi-*'], false),
    ...writesSessionLog(names, names.nodeLog, NODE_PREFIX, keyArn),
  ];
}

/**
 * Task role of a managed node. Only the entrypoint holds it, as root: it keeps the address of the credentials from the agent, shells on the
 * node are another account's, and ECS Exec, which would be root, is off in these tasks. So unlike the node's own role it may remove a node.
 */
export function ofNodeTask(): Right[] {
  return [
    {
      sid: 'LeaveRegister',
      why: 'The entrypoint takes its node out of the register when it stops. Shells on the node never hold these credentials.',
      actions: ['ssm:DeregisterManagedInstance'],
      resources: [arnOf('ssm', 'managed-instance/*')],
      conditions: { Null: { [`ssm:resourceTag/${BASTION_TAG}`]: 'false' } },
      wildcard: 'The id of a node is given when it registers; the tag says that it is ours.',
    },
  ];
}

/** The role a person has while a shell is opened: enter our bastions, in one container, never somebody else's. */
export function ofOperator(
  names: Names,
  way: { hybrid: boolean; nodes: TargetNodes | null; lineKeyArn: string },
): Right[] {
  const tasks = arnOf('ecs', `task/${names.cluster}/*`);
  const notTheirs = 'A task id is given at launch; the cluster holds bastions alone.';
  return [
    {
      sid: 'EnterBastion',
      why: 'Opens a shell in the bastion container of a task of our cluster.',
      actions: ['ecs:ExecuteCommand'],
      resources: [arnOf('ecs', `cluster/${names.cluster}`), tasks],
      conditions: { StringEquals: { 'ecs:container-name': BASTION_CONTAINER } },
      wildcard: notTheirs,
    },
    {
      sid: 'NeverAnothersBastion',
      why: "A bastion that is one person's own opens for that person only, whatever Postern asks for.",
      effect: 'Deny',
      actions: ['ecs:ExecuteCommand'],
      resources: [tasks],
      conditions: {
        Null: { [`aws:ResourceTag/${PERSON_TAG}`]: 'false' },
        StringNotEquals: { [`aws:ResourceTag/${PERSON_TAG}`]: `\${aws:PrincipalTag/${PERSON_TAG}}` },
      },
      wildcard: notTheirs,
    },
    {
      sid: 'NeverPastTheRecord',
      why: 'Session Manager would also take a task as its target, past the log of the cluster.',
      effect: 'Deny',
      actions: ['ssm:StartSession'],
      resources: [`arn:${Aws.PARTITION}:ecs:*:*:task/*`],
      wildcard: 'A refusal may be as wide as it can be.',
    },
    keyOfLine(
      way.lineKeyArn,
      [`ecs:${names.cluster}_*`, ...(way.hybrid || way.nodes ? ['mi-*'] : []), ...(way.nodes ? ['i-*'] : [])],
      true,
    ),
    ...(way.hybrid ? ofOperatorOnNodes(names) : []),
    ...(way.nodes ? ofOperatorAtNodes(way.nodes) : []),
  ];
}

function ofOperatorOnNodes(names: Names): Right[] {
  const own = 'A session id begins with the caller, which the condition or the name holds it to.';
  return [
    {
      sid: 'EnterOwnNode',
      why: "Starts a shell on a managed node that is this person's own.",
      actions: ['ssm:StartSession'],
      resources: [arnOf('ssm', 'managed-instance/*')],
      conditions: {
        StringEquals: { [`ssm:resourceTag/${PERSON_TAG}`]: `\${aws:PrincipalTag/${PERSON_TAG}}` },
        ...DOCUMENT_CHECKED,
      },
      wildcard: 'The id of a node is given when it registers; the tag says whose it is.',
    },
    {
      sid: 'UseOurDocument',
      why: 'The shell follows our session document and no other.',
      actions: ['ssm:StartSession'],
      resources: [arnOf('ssm', `document/${names.sessionDocument}`)],
      conditions: DOCUMENT_CHECKED,
    },
    {
      sid: 'OpenOwnChannel',
      why: "The caller's side of the shell's line.",
      actions: ['ssmmessages:OpenDataChannel'],
      resources: [arnOf('ssm', `session/\${aws:userid}-*`)],
      wildcard: own,
    },
    {
      sid: 'EndOwnSession',
      why: 'Ends and takes up again what this person began, and nothing else.',
      actions: ['ssm:ResumeSession', 'ssm:TerminateSession'],
      resources: [arnOf('ssm', 'session/*')],
      conditions: { StringLike: { 'ssm:resourceTag/aws:ssmmessages:session-id': `\${aws:userid}` } },
      wildcard: own,
    },
  ];
}
