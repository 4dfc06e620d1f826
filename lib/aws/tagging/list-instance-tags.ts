import {
  GetResourcesCommand,
  type GetResourcesCommandInput,
  type ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { z } from 'zod';
import { allPages } from '../all-pages';
import { asCloud } from '../errors';
import { tagList, tagsOf } from '../ssm/read-tags';

const MOST_PAGES = 500;
/** ARNs in one question. */
const ARNS_AT_ONCE = 100;

const page = z.object({
  ResourceTagMappingList: z.array(
    z.object({
      ResourceARN: z.string().min(1),
      Tags: tagList,
    }),
  ),
  PaginationToken: z.string().optional(),
});

/** Instances asked about: those with all of these tags, or these ARNs. */
export type WhichInstances = { tags: Readonly<Record<string, readonly string[]>> } | { arns: readonly string[] };

/** GetResources: the tags of EC2 instances by instance id. One without tags, now or ever, may be absent. Throws CloudError. */
export function listInstanceTags(
  tagging: ResourceGroupsTaggingAPIClient,
  which: WhichInstances,
): Promise<Map<string, Record<string, string>>> {
  return asCloud(async () => {
    const tags = new Map<string, Record<string, string>>();
    for (const question of questionsOf(which)) {
      await allPages(MOST_PAGES, async (token) => {
        const asked = new GetResourcesCommand({ ...question, ...(token ? { PaginationToken: token } : {}) });
        const answer = page.parse(await tagging.send(asked));
        for (const { ResourceARN, Tags } of answer.ResourceTagMappingList) {
          const id = ResourceARN.split('/').at(-1) ?? '';
          tags.set(id, tagsOf(Tags));
        }
        return answer.PaginationToken;
      });
    }
    return tags;
  });
}

function questionsOf(which: WhichInstances): GetResourcesCommandInput[] {
  if ('tags' in which) {
    const filters = Object.entries(which.tags).map(([Key, values]) => ({ Key, Values: [...values] }));
    const TagFilters = filters.length > 0 ? { TagFilters: filters } : {};
    return [{ ResourceTypeFilters: ['ec2:instance'], ResourcesPerPage: 100, ...TagFilters }];
  }
  const questions: GetResourcesCommandInput[] = [];
  // Neither a type nor the size of a page may stand beside ARNs.
  for (let from = 0; from < which.arns.length; from += ARNS_AT_ONCE)
    questions.push({ ResourceARNList: which.arns.slice(from, from + ARNS_AT_ONCE) });
  return questions;
}
