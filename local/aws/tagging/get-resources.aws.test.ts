import {
  GetResourcesCommand,
  type GetResourcesCommandInput,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stage, startStage } from '../testing/stage';

let stage: Stage;
let tagging: ResourceGroupsTaggingAPIClient;
const fleet = Array.from({ length: 5 }, (_, n) => ({
  id: `i-0000000000000000${n}`,
  computerName: `fleet-${n}`,
  tags: { fleet: 'yes', number: String(n) },
}));
beforeAll(async () => {
  stage = await startStage({}, true, {
    nodes: [
      ...fleet,
      { id: 'i-0c52f8a90de164733', computerName: 'untagged' },
      { id: 'mi-0f2ab9c4d81e6e570', computerName: 'hybrid', tags: { fleet: 'yes' } },
    ],
  });
  tagging = new ResourceGroupsTaggingAPIClient({
    region: stage.aws.environment.AWS_REGION ?? '',
    endpoint: stage.aws.endpoint,
    credentials: {
      accessKeyId: stage.aws.environment.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: stage.aws.environment.AWS_SECRET_ACCESS_KEY ?? '',
    },
  });
});
afterAll(async () => {
  tagging.destroy();
  await stage.close();
});

const get = (input: GetResourcesCommandInput) => tagging.send(new GetResourcesCommand(input));

test('tells tags of instances, page by page, until the token is empty', async () => {
  const numbers: (string | undefined)[] = [];
  let PaginationToken: string | undefined;
  let pages = 0;
  do {
    const answer = await get({ ResourceTypeFilters: ['ec2:instance'], ResourcesPerPage: 2, PaginationToken });
    expect(answer.ResourceTagMappingList?.length).toBeLessThanOrEqual(2);
    for (const { ResourceARN, Tags } of answer.ResourceTagMappingList ?? []) {
      expect(ResourceARN).toMatch(/^arn:aws:ec2:[a-z0-9-]+:\d{12}:instance\/i-0000000000000000\d$/);
      numbers.push(Tags?.find(({ Key }) => Key === 'number')?.Value);
    }
    PaginationToken = answer.PaginationToken;
    pages += 1;
  } while (PaginationToken);
  expect(numbers).toEqual(['0', '1', '2', '3', '4']);
  expect(pages).toBe(3);
});

test('finds by tag, with one of several values or with any', async () => {
  const found = async (Values?: string[]) =>
    (await get({ TagFilters: [{ Key: 'number', Values }] })).ResourceTagMappingList?.length;
  expect([await found(['1', '3', '9']), await found([]), await found(['9'])]).toEqual([2, 5, 0]);
});

test('finds by ARN, leaves out what is not there, and takes neither filters nor pages with it', async () => {
  const all = (await get({})).ResourceTagMappingList ?? [];
  const [first, , third] = all.map(({ ResourceARN = '' }) => ResourceARN);
  const wanted = [third ?? '', first ?? '', `${first}0`];
  const found = (await get({ ResourceARNList: wanted })).ResourceTagMappingList ?? [];
  expect(found.map(({ ResourceARN }) => ResourceARN)).toEqual([first, third]);
  for (const more of [{ ResourcesPerPage: 10 }, { ResourceTypeFilters: ['ec2'] }, { TagFilters: [{ Key: 'fleet' }] }])
    await expect(get({ ResourceARNList: wanted, ...more })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
});

test.each([
  [{ ResourcesPerPage: 101 }, 'InvalidParameterException'],
  [{ PaginationToken: '!' }, 'PaginationTokenExpiredException'],
])('refuses %j', async (input, name) => {
  await expect(get(input)).rejects.toMatchObject({ name });
});
