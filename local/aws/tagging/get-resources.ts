import type { Operation } from '../operation';
import { tagsOnWire } from '../ssm/tags';
import { type Input, objectList, optionalInteger, optionalString, requiredString, stringList } from '../wire/input';
import { ServiceError } from '../wire/service-error';
import type { World } from '../world';

const refused = (message: string) => new ServiceError('InvalidParameterException', message);

/** tagging:GetResources, for EC2 instances alone: those with tags, by type and by tag. */
export const getResources: Operation = ({ world }, input) => {
  const types = stringList(input, 'ResourceTypeFilters', refused);
  const wanted = objectList(input, 'TagFilters', refused).map(readFilter);
  const arns = stringList(input, 'ResourceARNList', refused);
  const isPaged = [input.ResourcesPerPage, input.TagsPerPage, input.PaginationToken].some(Boolean);
  if (arns.length > 0 && (types.length > 0 || wanted.length > 0 || isPaged)) {
    throw refused('ResourceARNList goes with no other filter and with no paging.');
  }
  const limit = optionalInteger(input, 'ResourcesPerPage', 1, 100, refused) ?? 50;
  const token = optionalString(input, 'PaginationToken', refused);
  const from = token ? Number(Buffer.from(token, 'base64url').toString() || Number.NaN) : 0;
  if (!Number.isInteger(from) || from < 0) {
    throw new ServiceError('PaginationTokenExpiredException', 'The specified pagination token is not valid.');
  }
  const isWanted = types.length === 0 || types.some((type) => type === 'ec2' || type === 'ec2:instance');
  const found = [...world.nodes.values()].filter(
    ({ id, kind, tags }) =>
      isWanted &&
      (arns.length === 0 || arns.includes(arnOf(world, id))) &&
      kind === 'EC2Instance' &&
      tags.length > 0 &&
      wanted.every(({ key, values }) =>
        tags.some((tag) => tag.key === key && (values.length === 0 || values.includes(tag.value))),
      ),
  );
  return {
    ResourceTagMappingList: found.slice(from, from + limit).map(({ id, tags }) => ({
      ResourceARN: arnOf(world, id),
      Tags: tagsOnWire(tags),
    })),
    PaginationToken: from + limit < found.length ? Buffer.from(String(from + limit)).toString('base64url') : '',
  };
};

function arnOf({ region, accountId }: World, id: string): string {
  return `arn:aws:ec2:${region}:${accountId}:instance/${id}`;
}

function readFilter(filter: Input): { key: string; values: string[] } {
  return { key: requiredString(filter, 'Key', refused), values: stringList(filter, 'Values', refused) };
}
