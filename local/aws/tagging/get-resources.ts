import type { Operation } from '../operation';
import type { ManagedNode } from '../ssm/resources';
import { tagsOnWire } from '../ssm/tags';
import { type Input, objectList, optionalInteger, optionalString, requiredString, stringList } from '../wire/input';
import { ServiceError } from '../wire/service-error';
import type { World } from '../world';

const refused = (message: string) => new ServiceError('InvalidParameterException', message);

/** tagging:GetResources, for EC2 instances alone: those with tags, by type and by tag, or by ARN. */
export const getResources: Operation = ({ world }, input) => {
  const arns = stringList(input, 'ResourceARNList', refused);
  if (arns.length > 0) return byArn(world, input, arns);
  const types = stringList(input, 'ResourceTypeFilters', refused);
  const wanted = objectList(input, 'TagFilters', refused).map(readFilter);
  const limit = optionalInteger(input, 'ResourcesPerPage', 1, 100, refused) ?? 50;
  const token = optionalString(input, 'PaginationToken', refused);
  const from = token ? Number(Buffer.from(token, 'base64url').toString() || Number.NaN) : 0;
  if (!Number.isInteger(from) || from < 0) {
    throw new ServiceError('PaginationTokenExpiredException', 'The specified pagination token is not valid.');
  }
  const isWanted = types.length === 0 || types.some((type) => type === 'ec2' || type === 'ec2:instance');
  const found = [...world.nodes.values()].filter(
    ({ kind, tags }) =>
      isWanted &&
      kind === 'EC2Instance' &&
      tags.length > 0 &&
      wanted.every(({ key, values }) =>
        tags.some((tag) => tag.key === key && (values.length === 0 || values.includes(tag.value))),
      ),
  );
  return {
    ResourceTagMappingList: found.slice(from, from + limit).map((node) => onWire(world, node)),
    PaginationToken: from + limit < found.length ? Buffer.from(String(from + limit)).toString('base64url') : '',
  };
};

const WITH_ARNS_NEVER = ['ResourceTypeFilters', 'TagFilters', 'ResourcesPerPage', 'TagsPerPage', 'PaginationToken'];

/** What is not there, or never had a tag, is left out without a word. */
function byArn(world: World, input: Input, arns: readonly string[]): Input {
  const other = WITH_ARNS_NEVER.find((name) => input[name] !== undefined);
  if (other !== undefined) throw refused(`ResourceARNList cannot be specified with ${other}.`);
  if (arns.length > 100) throw refused('ResourceARNList takes at most 100 ARNs.');
  const found = [...world.nodes.values()]
    .filter(({ kind, tags }) => kind === 'EC2Instance' && tags.length > 0)
    .map((node) => onWire(world, node))
    .filter(({ ResourceARN }) => arns.includes(ResourceARN));
  return { ResourceTagMappingList: found, PaginationToken: '' };
}

function onWire(world: World, { id, tags }: ManagedNode) {
  const ResourceARN = `arn:aws:ec2:${world.region}:${world.accountId}:instance/${id}`;
  return { ResourceARN, Tags: tagsOnWire(tags) };
}

function readFilter(filter: Input): { key: string; values: string[] } {
  return { key: requiredString(filter, 'Key', refused), values: stringList(filter, 'Values', refused) };
}
