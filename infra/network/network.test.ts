import { expect, test } from 'vitest';
import { BASTION_ENDPOINTS, PORTAL_ENDPOINTS } from '../../lib/domain/targets/environment-needs';
import { policyOf } from '../rights/right';
import { allows } from '../testing/evaluate';
import { ofType, only, policies, type Statement } from '../testing/template';
import { endpointsFor, rightsThrough } from './add-endpoints';
import { cutRange } from './cut-range';

const services = (example: 'tokyo' | 'virginia') =>
  ofType(example, 'AWS::EC2::VPCEndpoint')
    .filter(({ Properties }) => Properties.VpcEndpointType === 'Interface')
    .map(({ Properties }) => String(Properties.ServiceName).replace('com.amazonaws.{Region}.', ''))
    .sort();

test.each(['tokyo', 'virginia'] as const)(
  '%s has the endpoints that bastions and Postern need, each once',
  (example) => {
    const ofNodes = example === 'tokyo' ? ['tagging'] : [];
    expect(services(example)).toEqual(
      [...new Set([...BASTION_ENDPOINTS.exec, ...PORTAL_ENDPOINTS, ...ofNodes])].sort(),
    );
  },
);

test('managed nodes need one endpoint more than ECS Exec, which Postern brings anyway', () => {
  expect(
    BASTION_ENDPOINTS.hybrid.filter((one) => !(BASTION_ENDPOINTS.exec as readonly string[]).includes(one)),
  ).toEqual(['ssm']);
  expect(endpointsFor({ hybrid: true, nodes: false })).toEqual(endpointsFor({ hybrid: false, nodes: false }));
});

test('machines that are targets have their tags read through one more', () => {
  const without = endpointsFor({ hybrid: false, nodes: false });
  expect(endpointsFor({ hybrid: false, nodes: true }).filter((one) => !without.includes(one))).toEqual(['tagging']);
});

test.each(['tokyo', 'virginia'] as const)('in %s no task and no database has a route out', (example) => {
  expect(ofType(example, 'AWS::EC2::NatGateway')).toEqual([]);
  const routes = ofType(example, 'AWS::EC2::Route');
  expect(routes.map(({ Properties }) => Properties.RouteTableId)).toEqual(
    example === 'tokyo' ? [] : ['{PublicRoutes}'],
  );
  for (const { Properties } of ofType(example, 'AWS::EC2::SubnetRouteTableAssociation'))
    if (Properties.RouteTableId === '{PublicRoutes}') expect(Properties.SubnetId).toMatch(/^\{Front/);
  for (const { Properties } of ofType(example, 'AWS::EC2::Subnet')) expect(Properties.MapPublicIpOnLaunch).toBe(false);
});

test('one zone for tasks and endpoints, two for load balancer and database', () => {
  const ids = ofType('virginia', 'AWS::EC2::Subnet').map(({ id }) => id);
  expect(ids.sort()).toEqual(['DatabaseA', 'DatabaseB', 'FrontA', 'FrontB', 'TaskA']);
});

test('ranges of subnets do not overlap, and lie in the network', () => {
  const ranges = Array.from({ length: 16 }, (_, index) => cutRange('10.50.240.0/20', index));
  expect(ranges[0]).toBe('10.50.240.0/24');
  expect(ranges[15]).toBe('10.50.255.0/24');
  expect(new Set(ranges).size).toBe(16);
  expect(cutRange('10.40.0.0/16', 7)).toBe('10.40.112.0/20');
  expect(cutRange('192.168.4.0/22', 5)).toBe('192.168.5.64/26');
  for (const example of ['tokyo', 'virginia'] as const) {
    const used = ofType(example, 'AWS::EC2::Subnet').map(({ Properties }) => Properties.CidrBlock);
    expect(new Set(used).size).toBe(used.length);
  }
});

test('a network that is there gets groups and nothing else', () => {
  const types = new Set(
    ['VPC', 'Subnet', 'RouteTable', 'InternetGateway', 'VPCEndpoint', 'FlowLog'].map((one) => `AWS::EC2::${one}`),
  );
  for (const type of types) expect([type, ofType('adopted', type)]).toEqual([type, []]);
  expect(ofType('adopted', 'AWS::EC2::SecurityGroup').map(({ id }) => id)).toEqual([
    'GroupBastion',
    'GroupPortal',
    'GroupLoadBalancer',
  ]);
});

test('a managed node can register before it is any principal, and nobody else can do more without one', () => {
  const may = (service: string, hybrid: boolean, action: string) =>
    allows(policyOf(rightsThrough(service, hybrid)).Statement as Statement[], { action, resources: ['*'] });
  expect(may('ssm', true, 'ssm:RegisterManagedInstance')).toBe(true);
  expect(may('ssm', true, 'ssm:GetParameters')).toBe(false);
  expect(may('ssm', false, 'ssm:RegisterManagedInstance')).toBe(false);
  expect(may('ecs', true, 'ssm:RegisterManagedInstance')).toBe(false);
});

test('the gateway to S3 leads to image layers and our own bucket, nowhere else', () => {
  const gateway = policies('tokyo').find(({ resource }) => resource.id === 'EndpointS3');
  const may = (action: string, resource: string, account = '{AccountId}') =>
    allows(gateway?.statements ?? [], { action, resources: [resource], context: { 'aws:PrincipalAccount': account } });
  const ours = 'arn:{Partition}:s3:::postern-records-{AccountId}-{Region}';
  expect(may('s3:GetObject', 'arn:{Partition}:s3:::prod-{Region}-starport-layer-bucket/layer')).toBe(true);
  expect(may('s3:PutObject', `${ours}/exec/one.log`)).toBe(true);
  expect(may('s3:PutObject', `${ours}/exec/one.log`, '999999999999')).toBe(false);
  expect(may('s3:GetObject', `${ours}/exec/one.log`)).toBe(false);
  expect(may('s3:PutObject', 'arn:{Partition}:s3:::somebody-elses/one.log')).toBe(false);
});

test('a network of ours writes down who spoke to whom', () => {
  expect(only('tokyo', 'AWS::EC2::FlowLog').Properties).toMatchObject({ TrafficType: 'ALL', ResourceId: '{Vpc}' });
});
