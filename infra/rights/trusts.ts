import { Aws } from 'aws-cdk-lib';
import { PERSON_TAG, REQUEST_TAG, TERMINAL_TAG } from '../../lib/domain/bastions/tags';
import { arnOf, type Names, roleArn } from '../names';
import type { Trust } from './right';

/** ECS, for tasks of this account and region and no other (the confused deputy). */
export function tasksOfThisAccount(): Trust {
  return {
    who: 'ECS tasks of this account and region',
    principal: { Service: 'ecs-tasks.amazonaws.com' },
    statements: fromOwnAccount(arnOf('ecs', '*')),
  };
}

/** Systems Manager, for managed nodes of this account and region. */
export function nodesOfThisAccount(): Trust {
  return {
    who: 'Systems Manager, for managed nodes of this account and region',
    principal: { Service: 'ssm.amazonaws.com' },
    statements: fromOwnAccount(arnOf('ssm', '*')),
  };
}

/** VPC flow logs of this account and region. */
export function flowLogsOfThisAccount(): Trust {
  return {
    who: 'VPC flow logs of this account and region',
    principal: { Service: 'vpc-flow-logs.amazonaws.com' },
    statements: fromOwnAccount(arnOf('ec2', 'vpc-flow-log/*')),
  };
}

function fromOwnAccount(sourceArn: string): Trust['statements'] {
  return [
    {
      actions: ['sts:AssumeRole'],
      conditions: {
        StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        ArnLike: { 'aws:SourceArn': sourceArn },
      },
    },
  ];
}

/**
 * Postern's bridge, for one named person at a time: without a source identity, or without saying who, for which request and for which
 * terminal, nobody gets in. The bridge is named by condition, since a principal has to exist before it can be named. Each action is asked
 * only for what it carries by AWS's reference: a key that is missing when it is asked would let nobody in.
 */
export function bridgeForOnePerson(names: Names): Trust {
  const isBridge = { ArnEquals: { 'aws:PrincipalArn': roleArn(names.bridgeRole) } };
  const tags = [PERSON_TAG, REQUEST_TAG, TERMINAL_TAG];
  const isNamed = { 'sts:SourceIdentity': '?*' };
  const isTagged = Object.fromEntries(tags.map((tag) => [`aws:RequestTag/${tag}`, '?*']));
  const noOtherTag = { 'ForAllValues:StringEquals': { 'aws:TagKeys': tags } };
  return {
    who: "Postern's bridge, once for each person and terminal, with a source identity and session tags",
    principal: { AWS: `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:root` },
    statements: [
      {
        actions: ['sts:AssumeRole'],
        conditions: {
          ...isBridge,
          StringLike: { ...isNamed, 'sts:RoleSessionName': '?*', ...isTagged },
          ...noOtherTag,
        },
      },
      { actions: ['sts:SetSourceIdentity'], conditions: { ...isBridge, StringLike: isNamed } },
      { actions: ['sts:TagSession'], conditions: { ...isBridge, StringLike: isTagged, ...noOtherTag } },
    ],
  };
}
