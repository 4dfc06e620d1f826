import { ListTagsForResourceCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { asCloud } from '../errors';
import { tagList, tagsOf } from './read-tags';

const answer = z.object({ TagList: tagList });

/** ListTagsForResource of a node registered from elsewhere (`mi-…`); EC2 keeps the tags of its own. Throws CloudError. */
export function listNodeTags(ssm: SSMClient, nodeId: string): Promise<Record<string, string>> {
  return asCloud(async () => {
    const asked = new ListTagsForResourceCommand({ ResourceType: 'ManagedInstance', ResourceId: nodeId });
    const { TagList } = answer.parse(await ssm.send(asked));
    return tagsOf(TagList);
  });
}
