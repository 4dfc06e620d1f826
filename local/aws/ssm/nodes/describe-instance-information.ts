import type { Operation } from '../../operation';
import { checkConstraint, checkCount, requiredMember } from '../../wire/constraint';
import { type Input, objectList, stringList } from '../../wire/input';
import { ServiceError } from '../../wire/service-error';
import type { World } from '../../world';
import { constraints } from '../constraints';
import { page } from '../paging';
import type { ManagedNode } from '../resources';
import { validation } from '../validation';
import { lastPing, pingStatus } from './node';

type Read = (node: ManagedNode, world: World) => string | undefined;

const filters: Record<string, Read> = {
  InstanceIds: ({ id }) => id,
  AgentVersion: (node) => node.agentVersion,
  PingStatus: (node, world) => pingStatus(world, node),
  PlatformTypes: ({ platformType }) => platformType,
  ActivationIds: ({ activationId }) => activationId,
  IamRole: ({ kind, iamRole }) => (kind === 'ManagedInstance' ? iamRole : undefined),
  ResourceType: ({ kind }) => kind,
  AssociationStatus: () => undefined,
  SourceIds: ({ id }) => id,
  SourceTypes: sourceType,
};

/** The keys whose values the service knows beforehand. */
const allowedValues: Record<string, RegExp> = {
  InstanceIds: /^m?i-\w{8,17}$/,
  PingStatus: /^(Online|ConnectionLost|Inactive)$/,
  PlatformTypes: /^(Windows|Linux|MacOS)$/,
  ResourceType: /^(ManagedInstance|EC2Instance)$/,
  SourceTypes: /^AWS::(EC2::Instance|IoT::Thing|SSM::ManagedInstance)$/,
};
const mostValues = 100;

/** ssm:DescribeInstanceInformation, by either of its two filter lists but not by both. */
export const describeInstanceInformation: Operation = ({ world }, input) => {
  const old = objectList(input, 'InstanceInformationFilterList', validation);
  const strings = objectList(input, 'Filters', validation);
  if (old.length > 0 && strings.length > 0) {
    throw validation('Specify either InstanceInformationFilterList or Filters, not both.');
  }
  const wanted = [
    ...old.map((filter, index) => readOldFilter(filter, `instanceInformationFilterList.${index + 1}.member.`)),
    ...strings.map((filter, index) => readFilter(filter, `filters.${index + 1}.member.`)),
  ];
  const found = [...world.nodes.values()].filter((node) => wanted.every((matches) => matches(node, world)));
  const { items, NextToken } = page(found, input, { of: 'nodes', least: 5, most: 50 });
  return { InstanceInformationList: items.map((node) => onWire(world, node)), NextToken };
};

type Matches = (node: ManagedNode, world: World) => boolean;

/** The older list knows no tags: its keys are the model's own. */
function readOldFilter(filter: Input, within: string): Matches {
  const key = requiredMember(filter, 'key', constraints.nodeFilterKey, within);
  return matcher(key, stringList(filter, 'valueSet', validation), `${within}valueSet`);
}

function readFilter(filter: Input, within: string): Matches {
  const key = requiredMember(filter, 'Key', constraints.nodeFilterText, within);
  return matcher(key, stringList(filter, 'Values', validation), `${within}values`);
}

function matcher(key: string, values: string[], path: string): Matches {
  checkCount(values.length, path, 1, mostValues);
  for (const [index, value] of values.entries()) {
    checkConstraint(value, `${path}.${index + 1}.member`, constraints.nodeFilterText);
  }
  if (key.startsWith('tag:')) {
    const name = key.slice('tag:'.length);
    return ({ tags }) => tags.some((tag) => tag.key === name && values.includes(tag.value));
  }
  if (key === 'tag-key') return ({ tags }) => tags.some((tag) => values.includes(tag.key));
  const read = Object.hasOwn(filters, key) ? filters[key] : undefined;
  if (!read) throw new ServiceError('InvalidFilterKey', `The filter key ${key} is not valid.`);
  const allowed = Object.hasOwn(allowedValues, key) ? allowedValues[key] : undefined;
  const odd = values.find((value) => allowed?.test(value) === false);
  if (odd !== undefined) {
    throw new ServiceError('InvalidInstanceInformationFilterValue', `The filter value ${odd} is not valid for ${key}.`);
  }
  return (node, world) => values.includes(read(node, world) ?? '');
}

function onWire(world: World, node: ManagedNode): Input {
  const isRegistered = node.kind === 'ManagedInstance';
  return {
    InstanceId: node.id,
    PingStatus: pingStatus(world, node),
    LastPingDateTime: lastPing(world, node) / 1_000,
    AgentVersion: node.agentVersion,
    IsLatestVersion: true,
    PlatformType: node.platformType,
    PlatformName: node.platformName,
    PlatformVersion: node.platformVersion,
    ActivationId: node.activationId,
    IamRole: isRegistered ? node.iamRole : undefined,
    RegistrationDate: isRegistered ? node.registeredAt / 1_000 : undefined,
    ResourceType: node.kind,
    Name: isRegistered ? node.name : undefined,
    IPAddress: node.ipAddress,
    ComputerName: node.computerName,
    SourceId: node.id,
    SourceType: sourceType(node),
  };
}

function sourceType({ kind }: ManagedNode): string {
  return kind === 'EC2Instance' ? 'AWS::EC2::Instance' : 'AWS::SSM::ManagedInstance';
}
