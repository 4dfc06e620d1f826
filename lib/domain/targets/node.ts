import type { Target } from './target';

/** A machine that Systems Manager manages: an EC2 instance (`i-…`) or one registered from elsewhere (`mi-…`). */
export type ManagedNode = {
  nodeId: string;
  /** What people call it: its Name tag, the name it was registered under, or what the machine calls itself. */
  name: string;
  /** Such as "Amazon Linux 2023". */
  platform: string;
  /** As its agent last said; it lags by minutes, so it is shown and never decides alone. */
  ping: NodePing;
  lastPingAt: Date | null;
  agentVersion: string;
  ipAddress: string;
  tags: Readonly<Record<string, string>>;
};

export type NodePing = 'online' | 'connectionLost' | 'inactive';

/** Which nodes of an environment's account and region are targets, and the session document they are entered by. */
export type NodeDiscovery = {
  /** Each key must be on the node with one of its values; none means every node. */
  tags: Readonly<Record<string, readonly string[]>>;
  document: string;
};

/** Whether a node has every one of these tags with one of the values. */
export function carriesTags(node: Pick<ManagedNode, 'tags'>, wanted: NodeDiscovery['tags']): boolean {
  return Object.entries(wanted).every(([key, values]) => {
    const value = Object.hasOwn(node.tags, key) ? node.tags[key] : undefined;
    return value !== undefined && values.includes(value);
  });
}

/** The form of a node's id, as AWS makes them. */
export const NODE_ID = /^m?i-[0-9a-f]{8,17}$/;

const LONGEST_NAME = 64;
const LONGEST_NOTE = 60;
/** Controls, marks of direction, half characters, what a screen leaves out, and the one blank that is no space. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/**
 * The target a found node is. Policies call it by its id, because its name is written by whoever may tag or run the machine: one that
 * takes another's name takes none of its rights.
 */
export function targetOfNode(node: ManagedNode, document: string): Omit<Target, 'id' | 'environmentId'> {
  return {
    key: node.nodeId,
    name: node.name,
    kind: 'node',
    address: node.nodeId,
    note: plainText(node.platform.replace(' GNU/Linux', ''), LONGEST_NOTE),
    command: '',
    tags: node.tags,
    nodeId: node.nodeId,
    document,
    parameters: {},
    discovered: true,
  };
}

/** The first of several names that says something, without what could disguise it on a screen; the id when none does. */
export function nodeName(nodeId: string, ...names: readonly (string | undefined)[]): string {
  for (const name of names) {
    const plain = plainText(name ?? '', LONGEST_NAME);
    if (plain !== '') return plain;
  }
  return nodeId;
}

/** Cut between characters: half of one is no text, and comes back from the database as something else. */
function plainText(text: string, longest: number): string {
  return [...text.replace(UNSEEN, '').trim()].slice(0, longest).join('').trim();
}

/** Whether a machine stands outside of EC2, as its id says. */
export function isOnPremises(nodeId: string): boolean {
  return nodeId.startsWith('mi-');
}

/** Whether a target says of a node what is true of it now; only then it need not be written. */
export function saysTheSame(
  target: Omit<Target, 'id' | 'environmentId'>,
  other: Omit<Target, 'id' | 'environmentId'>,
): boolean {
  return (
    target.name === other.name &&
    target.note === other.note &&
    target.document === other.document &&
    sameTags(target.tags, other.tags)
  );
}

/** Whether both have the same tags: what policies decide by. */
export function sameTags(some: Readonly<Record<string, string>>, others: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(some);
  return keys.length === Object.keys(others).length && keys.every((key) => some[key] === others[key]);
}
