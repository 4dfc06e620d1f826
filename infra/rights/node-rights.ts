import { NODE_ID } from '../../lib/domain/targets/node';
import type { Context } from '../context/context-file';
import { amazonArnOf, arnOf } from '../names';
import type { Condition, Right } from './right';

/** Which machines that Systems Manager manages already are targets, and by which documents: what the rights are cut to. */
export type TargetNodes = {
  /** By tag; null when none are looked for. */
  tags: Readonly<Record<string, readonly string[]>> | null;
  ids: readonly string[];
  documents: readonly string[];
};

/** The nodes of a context's environment; null when it has none. */
export function targetNodes({ environment: { nodes, targets } }: Pick<Context, 'environment'>): TargetNodes | null {
  const named = targets.flatMap((target) => (target.kind === 'node' ? [target] : []));
  if (nodes === null && named.length === 0) return null;
  const documents = [...(nodes ? [nodes.document] : []), ...named.map(({ document }) => document)];
  return {
    tags: nodes?.tags ?? null,
    ids: [...new Set(named.map(({ nodeId }) => nodeId))],
    documents: [...new Set(documents)].sort(),
  };
}

const OF_ANY_NODE = 'The id of a machine is given when it starts or registers; the tags say that it is a target.';
const LISTS_ONLY = 'The service lists for the whole account only.';
/**
 * The caller has to be allowed the document as well, even one it did not name. It is asked for with the machine and with the document: either
 * alone would leave the other to the account's default.
 */
export const DOCUMENT_CHECKED: Condition = { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } };
/** Session Manager tags a session with where it runs; no other tag of a session can be used. */
const ON_A_NODE: Condition = { StringLike: { 'ssm:resourceTag/aws:ssmmessages:target-id': ['i-*', 'mi-*'] } };

/** One person enters the nodes that are targets, by the documents that are named, and nothing else. */
export function ofOperatorAtNodes({ tags, ids, documents }: TargetNodes): Right[] {
  const isEvery = tags !== null && Object.keys(tags).length === 0;
  return [
    ...(tags === null
      ? []
      : [
          {
            sid: 'EnterNodes',
            why: 'Starts a session on a machine whose tags make it a target.',
            actions: ['ssm:StartSession'],
            resources: [arnOf('ec2', 'instance/*'), arnOf('ssm', 'managed-instance/*')],
            conditions: { ...(isEvery ? {} : { StringEquals: ofTags(tags) }), ...DOCUMENT_CHECKED },
            wildcard: isEvery ? 'The environment says that every machine of the account is a target.' : OF_ANY_NODE,
          },
        ]),
    ...(ids.length === 0
      ? []
      : [
          {
            sid: 'EnterNamedNodes',
            why: 'Starts a session on the machines that the environment names one by one.',
            actions: ['ssm:StartSession'],
            resources: ids.filter((id) => NODE_ID.test(id)).map(nodeArn),
            conditions: DOCUMENT_CHECKED,
          },
        ]),
    {
      sid: 'UseTheirDocuments',
      why: 'Sessions on machines follow the documents that the environment names, and no other.',
      actions: ['ssm:StartSession'],
      resources: documents.map(documentArn),
      conditions: DOCUMENT_CHECKED,
    },
    {
      sid: 'OpenNodeChannel',
      why: "The caller's side of the line to a machine.",
      actions: ['ssmmessages:OpenDataChannel'],
      resources: [arnOf('ssm', `session/\${aws:userid}-*`)],
      wildcard: 'A session id begins with the caller.',
    },
  ];
}

/** The bridge looks once more at a machine before it is entered, waits for one that is not connected, takes lost lines up again, and ends sessions with their grants. */
export function ofBridgeAtNodes({ documents }: TargetNodes): Right[] {
  return [
    {
      sid: 'LookAtDocuments',
      why: 'The doctor reads how sessions on machines are logged, encrypted and ended.',
      actions: ['ssm:GetDocument'],
      resources: documents.map(documentArn),
    },
    {
      sid: 'WaitForNode',
      why: 'A machine that was just started is waited for; one that is gone is told as such.',
      actions: ['ssm:GetConnectionStatus'],
      resources: [arnOf('ec2', 'instance/*'), arnOf('ssm', 'managed-instance/*')],
      wildcard: 'The id of a machine is given when it starts or registers.',
    },
    ...readsNodes('LookAtNode', 'Policy is asked about the tags a machine has at the moment it is entered.'),
    endsSessions('TakeUpAndEndNodeShells', ['ssm:ResumeSession', 'ssm:TerminateSession']),
  ];
}

/** The jobs find machines with their tags, and end sessions nobody stands for. They can enter none. */
export function ofJobsAtNodes(): Right[] {
  return [
    ...readsNodes('FindNodes', 'Keeps the list of machines that are targets up to date.'),
    endsSessions('EndNodeShells', ['ssm:TerminateSession']),
  ];
}

function readsNodes(sid: string, why: string): Right[] {
  return [
    {
      sid,
      why,
      actions: ['ssm:DescribeInstanceInformation', 'tag:GetResources'],
      resources: ['*'],
      wildcard: LISTS_ONLY,
    },
    {
      sid: 'ReadNodeTags',
      why: 'Policies decide by the tags of a machine.',
      actions: ['ssm:ListTagsForResource'],
      resources: [arnOf('ssm', 'managed-instance/*')],
      wildcard: 'The id of a machine is given when it registers.',
    },
  ];
}

function endsSessions(sid: string, actions: readonly string[]): Right {
  return {
    sid,
    why: 'A session on a machine belongs to the person; Postern ends it when the grant does.',
    actions,
    resources: [arnOf('ssm', 'session/*')],
    conditions: ON_A_NODE,
    wildcard: 'A session id begins with the person; the condition holds it to sessions on machines.',
  };
}

function ofTags(tags: Readonly<Record<string, readonly string[]>>): Record<string, string | readonly string[]> {
  return Object.fromEntries(Object.entries(tags).map(([key, values]) => [`ssm:resourceTag/${key}`, values]));
}

function nodeArn(id: string): string {
  return id.startsWith('mi-') ? arnOf('ssm', `managed-instance/${id}`) : arnOf('ec2', `instance/${id}`);
}

function documentArn(name: string): string {
  if (name.startsWith('arn:')) return name;
  return name.startsWith('AWS-') ? amazonArnOf('ssm', `document/${name}`) : arnOf('ssm', `document/${name}`);
}
