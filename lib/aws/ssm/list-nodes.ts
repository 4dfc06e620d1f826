import {
  DescribeInstanceInformationCommand,
  type InstanceInformationStringFilter,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { NODE_ID, type NodePing } from '../../domain/targets/node';
import type { WhichNodes } from '../../use-cases/ports';
import { allPages } from '../all-pages';
import { asCloud } from '../errors';

/** 50 nodes a page: an account with more than this has other needs. */
const MOST_PAGES = 200;
const LONGEST_SAID = 255;
/** Ids in one filter. */
const IDS_AT_ONCE = 40;

/** What an agent says of its machine: anything, so without what is no text. */
const said = z
  .string()
  .default('')
  .transform((text) => [...text.replace(/\p{C}/gu, '')].slice(0, LONGEST_SAID).join(''));

const page = z.object({
  // Not optional: an answer without a list says nothing, and nothing must not be taken for an empty fleet.
  InstanceInformationList: z.array(
    z.object({
      InstanceId: z.string().regex(NODE_ID),
      PingStatus: z.string().optional(),
      LastPingDateTime: z.date().optional(),
      AgentVersion: said,
      PlatformName: said,
      PlatformVersion: said,
      ResourceType: z.string().optional(),
      Name: z.string().optional(),
      IPAddress: said,
      ComputerName: z.string().optional(),
    }),
  ),
  NextToken: z.string().optional(),
});

/** What DescribeInstanceInformation tells of a node; its tags it does not. */
export type DescribedNode = {
  nodeId: string;
  isHybrid: boolean;
  registeredName: string | undefined;
  computerName: string | undefined;
  platform: string;
  ping: NodePing;
  lastPingAt: Date | null;
  agentVersion: string;
  ipAddress: string;
};

const PINGS: Readonly<Record<string, NodePing>> = { Online: 'online', ConnectionLost: 'connectionLost' };

/** DescribeInstanceInformation, all pages: each node once, as it was said last. Throws CloudError. */
export async function listNodes(ssm: SSMClient, which: WhichNodes): Promise<DescribedNode[]> {
  const found = new Map<string, DescribedNode>();
  const isWanted = ({ nodeId }: DescribedNode) => 'tags' in which || which.ids.includes(nodeId);
  for (const filters of filtersOf(which)) {
    // A fleet moves between two pages, and a node with it.
    for (const node of await listBy(ssm, filters)) if (isWanted(node)) found.set(node.nodeId, node);
  }
  return [...found.values()];
}

function filtersOf(which: WhichNodes): InstanceInformationStringFilter[][] {
  if ('tags' in which)
    return [Object.entries(which.tags).map(([tag, values]) => ({ Key: `tag:${tag}`, Values: [...values] }))];
  const chunks: InstanceInformationStringFilter[][] = [];
  for (let from = 0; from < which.ids.length; from += IDS_AT_ONCE) {
    chunks.push([{ Key: 'InstanceIds', Values: which.ids.slice(from, from + IDS_AT_ONCE) }]);
  }
  return chunks;
}

function listBy(ssm: SSMClient, filters: InstanceInformationStringFilter[]): Promise<DescribedNode[]> {
  return asCloud(async () => {
    const found: DescribedNode[] = [];
    await allPages(MOST_PAGES, async (token) => {
      const asked = { MaxResults: 50, NextToken: token, ...(filters.length > 0 ? { Filters: filters } : {}) };
      const answer = page.parse(await ssm.send(new DescribeInstanceInformationCommand(asked)));
      for (const node of answer.InstanceInformationList) {
        found.push({
          nodeId: node.InstanceId,
          isHybrid: node.InstanceId.startsWith('mi-'),
          registeredName: node.Name,
          computerName: node.ComputerName,
          platform: `${node.PlatformName} ${node.PlatformVersion}`.trim(),
          ping: PINGS[node.PingStatus ?? ''] ?? 'inactive',
          lastPingAt: node.LastPingDateTime ?? null,
          agentVersion: node.AgentVersion,
          ipAddress: node.IPAddress,
        });
      }
      return answer.NextToken;
    });
    return found;
  });
}
