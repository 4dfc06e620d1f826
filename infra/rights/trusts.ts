import { Aws } from 'aws-cdk-lib';
import { PERSON_TAG, REQUEST_TAG, TERMINAL_TAG } from '../../lib/domain/bastions/tags';
import { arnOf, type Names, roleArn } from '../names';
import type { Trust } from './right';

/** ECS, for tasks of this account and region and no other (the confused deputy). */
export function tasksOfThisAccount(): Trust {
  return {
    who: 'ECS tasks of this account and region',
    principal: { Service: 'ecs-tasks.amazonaws.com' },
    actions: ['sts:AssumeRole'],
    conditions: {
      StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
      ArnLike: { 'aws:SourceArn': arnOf('ecs', '*') },
    },
  };
}

/** Systems Manager, for managed nodes of this account and region. */
export function nodesOfThisAccount(): Trust {
  return {
    who: 'Systems Manager, for managed nodes of this account and region',
    principal: { Service: 'ssm.amazonaws.com' },
    actions: ['sts:AssumeRole'],
    conditions: {
      StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
      ArnLike: { 'aws:SourceArn': arnOf('ssm', '*') },
    },
  };
}

/** VPC flow logs of this account and region. */
export function flowLogsOfThisAccount(): Trust {
  return {
    who: 'VPC flow logs of this account and region',
    principal: { Service: 'vpc-flow-logs.amazonaws.com' },
    actions: ['sts:AssumeRole'],
    conditions: {
      StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
      ArnLike: { 'aws:SourceArn': arnOf('ec2', 'vpc-flow-log/*') },
    },
  };
}

/**
 * Postern's bridge, for one named person at a time: without a source identity, or without saying who, for which request and for which
 * terminal, nobody gets in. The bridge is named by condition, since a principal has to exist before it can be named.
 */
export function bridgeForOnePerson(names: Names): Trust {
  return {
    who: "Postern's bridge, once for each person and terminal, with a source identity and session tags",
    principal: { AWS: `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:root` },
    actions: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
    conditions: {
      ArnEquals: { 'aws:PrincipalArn': roleArn(names.bridgeRole) },
      StringLike: {
        'sts:SourceIdentity': '?*',
        'sts:RoleSessionName': '?*',
        [`aws:RequestTag/${PERSON_TAG}`]: '?*',
        [`aws:RequestTag/${REQUEST_TAG}`]: '?*',
        [`aws:RequestTag/${TERMINAL_TAG}`]: '?*',
      },
      'ForAllValues:StringEquals': { 'aws:TagKeys': [PERSON_TAG, REQUEST_TAG, TERMINAL_TAG] },
    },
  };
}
