import { Tags, Validations } from 'aws-cdk-lib';
import {
  CfnFlowLog,
  CfnInternetGateway,
  CfnRoute,
  CfnRouteTable,
  CfnSubnet,
  CfnSubnetRouteTableAssociation,
  CfnVPC,
  CfnVPCGatewayAttachment,
} from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { Context } from '../context/context-file';
import { arnOf, type Names } from '../names';
import { ofFlowLog } from '../rights/portal-rights';
import { addRole } from '../rights/right';
import { flowLogsOfThisAccount } from '../rights/trusts';
import { cutRange } from './cut-range';
import type { Places } from './places';

/** Zones have three ranges each, whichever of them they use, so that adding a zone moves nothing. */
const KINDS = ['task', 'database', 'front'] as const;

type Created = NonNullable<Context['network']['create']>;

/**
 * A network of our own. Tasks and database have no route out of it at all; only a load balancer that faces the Internet gets
 * public subnets, which hold nothing else.
 */
export function addNetwork(scope: Construct, created: Created, names: Names): Places & { routeTableIds: string[] } {
  const vpc = new CfnVPC(scope, 'Vpc', {
    cidrBlock: created.cidr,
    // Both, or the private names of the endpoints do not resolve.
    enableDnsSupport: true,
    enableDnsHostnames: true,
  });
  Tags.of(vpc).add('Name', names.stack('network'));
  addFlowLog(scope, vpc, names);
  const isPublic = created.front === 'internet';
  const publicRoute = isPublic ? routeToInternet(scope, vpc, names) : null;
  const privateRoutes = addRouteTable(scope, vpc, 'Private', names);

  const subnetsOf = (kind: (typeof KINDS)[number], zones: readonly string[]) =>
    zones.map((zone) => {
      const letter = zone.slice(-1).toUpperCase();
      const id = `${kind[0]?.toUpperCase()}${kind.slice(1)}${letter}`;
      const subnet = new CfnSubnet(scope, id, {
        vpcId: vpc.ref,
        availabilityZone: zone,
        cidrBlock: cutRange(created.cidr, created.zones.indexOf(zone) * KINDS.length + KINDS.indexOf(kind)),
        mapPublicIpOnLaunch: false,
      });
      Tags.of(subnet).add('Name', names.stack(`${kind}-${zone}`));
      Validations.of(subnet).acknowledge({
        id: 'CloudFormation-Validate::W3010',
        reason: 'The context names the zones: a subnet has to stay where it is when AWS reorders them.',
      });
      new CfnSubnetRouteTableAssociation(scope, `${id}Routes`, {
        subnetId: subnet.ref,
        routeTableId: kind === 'front' && publicRoute ? publicRoute.ref : privateRoutes.ref,
      });
      return subnet.ref;
    });

  return {
    vpcId: vpc.ref,
    taskSubnetIds: subnetsOf('task', created.taskZones),
    databaseSubnetIds: subnetsOf('database', created.zones),
    loadBalancerSubnetIds: subnetsOf('front', created.zones),
    routeTableIds: [privateRoutes.ref],
  };
}

function addRouteTable(scope: Construct, vpc: CfnVPC, id: string, names: Names): CfnRouteTable {
  const table = new CfnRouteTable(scope, `${id}Routes`, { vpcId: vpc.ref });
  Tags.of(table).add('Name', names.stack(id.toLowerCase()));
  return table;
}

function routeToInternet(scope: Construct, vpc: CfnVPC, names: Names): CfnRouteTable {
  const gateway = new CfnInternetGateway(scope, 'InternetGateway');
  Tags.of(gateway).add('Name', names.stack('network'));
  const attached = new CfnVPCGatewayAttachment(scope, 'InternetGatewayAttachment', {
    vpcId: vpc.ref,
    internetGatewayId: gateway.ref,
  });
  const table = addRouteTable(scope, vpc, 'Public', names);
  const route = new CfnRoute(scope, 'PublicRoute', {
    routeTableId: table.ref,
    destinationCidrBlock: '0.0.0.0/0',
    gatewayId: gateway.ref,
  });
  route.addResourceDependency(attached);
  return table;
}

function addFlowLog(scope: Construct, vpc: CfnVPC, names: Names): void {
  const role = addRole(scope, 'FlowLogRole', {
    name: names.flowLogRole,
    what: 'Writes the flow log of the network',
    trust: flowLogsOfThisAccount(),
    rights: ofFlowLog(names),
  });
  new CfnFlowLog(scope, 'FlowLog', {
    resourceId: vpc.ref,
    resourceType: 'VPC',
    trafficType: 'ALL',
    logDestinationType: 'cloud-watch-logs',
    logDestination: arnOf('logs', `log-group:${names.flowLog}`),
    deliverLogsPermissionArn: role.attrArn,
  });
}
