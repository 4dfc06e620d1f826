import { GetResourcesCommand, type ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { z } from 'zod';
import type { WhichNodes } from '../../use-cases/ports';
import { asCloud } from '../errors';
import { tagList, tagsOf } from '../ssm/read-tags';

const MOST_PAGES = 500;

const page = z.object({
  ResourceTagMappingList: z
    .array(
      z.object({
        ResourceARN: z.string().min(1),
        Tags: tagList,
      }),
    )
    .default([]),
  PaginationToken: z.string().optional(),
});

/** GetResources: the tags of EC2 instances by instance id. One without tags, now or ever, may be absent. Throws CloudError. */
export function listInstanceTags(
  tagging: ResourceGroupsTaggingAPIClient,
  which: WhichNodes,
): Promise<Map<string, Record<string, string>>> {
  const filters = 'tags' in which ? Object.entries(which.tags) : [];
  return asCloud(async () => {
    const tags = new Map<string, Record<string, string>>();
    let token: string | undefined;
    for (let read = 0; read < MOST_PAGES; read += 1) {
      const answer = page.parse(
        await tagging.send(
          new GetResourcesCommand({
            ResourceTypeFilters: ['ec2:instance'],
            ResourcesPerPage: 100,
            ...(filters.length > 0
              ? { TagFilters: filters.map(([Key, values]) => ({ Key, Values: [...values] })) }
              : {}),
            ...(token ? { PaginationToken: token } : {}),
          }),
        ),
      );
      for (const { ResourceARN, Tags } of answer.ResourceTagMappingList) {
        const id = ResourceARN.split('/').at(-1) ?? '';
        tags.set(id, tagsOf(Tags));
      }
      token = answer.PaginationToken;
      if (!token) break;
    }
    return tags;
  });
}
