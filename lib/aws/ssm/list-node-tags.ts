import { ListTagsForResourceCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { asCloud } from '../errors';

const answer = z.object({ TagList: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]) });

/** ListTagsForResource of a node registered from elsewhere (`mi-…`); EC2 keeps the tags of its own. Throws CloudError. */
export function listNodeTags(ssm: SSMClient, nodeId: string): Promise<Record<string, string>> {
  return asCloud(async () => {
    const asked = new ListTagsForResourceCommand({ ResourceType: 'ManagedInstance', ResourceId: nodeId });
    const { TagList } = answer.parse(await ssm.send(asked));
    return Object.fromEntries(TagList.map(({ Key, Value }) => [Key, Value]));
  });
}
