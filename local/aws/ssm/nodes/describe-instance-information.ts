import type { Operation } from '../../operation';
import { type Input, objectList, requiredString, stringList } from '../../wire/input';
import { ServiceError } from '../../wire/service-error';
import type { World } from '../../world';
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

/** ssm:DescribeInstanceInformation, by either of its two filter lists but not by both. */
export const describeInstanceInformation: Operation = ({ world }, input) => {
  const old = objectList(input, 'InstanceInformationFilterList', validation);
  const strings = objectList(input, 'Filters', validation);
  if (old.length > 0 && strings.length > 0) {
    throw validation('Specify either InstanceInformationFilterList or Filters, not both.');
  }
  const wanted = [
    ...old.map((filter) => readFilter(filter, 'key', 'valueSet')),
    ...strings.map((filter) => readFilter(filter, 'Key', 'Values')),
  ];
  const found = [...world.nodes.values()].filter((node) => wanted.every((matches) => matches(node, world)));
  const { items, NextToken } = page(found, input, { least: 5, most: 50 });
  return { InstanceInformationList: items.map((node) => onWire(world, node)), NextToken };
};

function readFilter(filter: Input, keyName: string, valuesName: string): (node: ManagedNode, world: World) => boolean {
  const key = requiredString(filter, keyName, validation);
  const values = stringList(filter, valuesName, validation);
  if (values.length === 0) {
    throw new ServiceError('InvalidInstanceInformationFilterValue', `The filter ${key} needs a value.`);
  }
  if (key.startsWith('tag:')) {
    const name = key.slice('tag:'.length);
    return ({ tags }) => tags.some((tag) => tag.key === name && values.includes(tag.value));
  }
  if (key === 'tag-key') return ({ tags }) => tags.some((tag) => values.includes(tag.key));
  const read = Object.hasOwn(filters, key) ? filters[key] : undefined;
  if (!read) throw new ServiceError('InvalidFilterKey', `The filter key ${key} is not valid.`);
  if (key === 'InstanceIds' && values.some((value) => !/^m?i-\w{8,17}$/.test(value))) {
    throw new ServiceError('InvalidInstanceInformationFilterValue', 'A filter value is not an instance ID.');
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
