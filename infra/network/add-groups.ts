import { Tags } from 'aws-cdk-lib';
import { CfnSecurityGroup, CfnSecurityGroupEgress, CfnSecurityGroupIngress } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { Context } from '../context/context-file';
import { type Names, PORTAL_PORT } from '../names';

const HTTPS = 443;
const POSTGRES = 5432;

/** The other side of a rule: a group, a list of addresses AWS keeps, or a range. */
type Peer = { group: string } | { prefixList: string } | { cidr: string };

export type Groups = { bastion: string; portal: string; loadBalancer: string; endpoints: string; database: string };

/**
 * Security groups, one for each kind of thing, joined by naming each other. Nobody speaks into a bastion; a bastion reaches the
 * endpoints, S3 and its targets; every rule says at both ends who is meant.
 */
export function addGroups(scope: Construct, vpcId: string, context: Context, names: Names): Groups {
  const { network, database } = context;
  const group = (id: string, description: string) => {
    const made = new CfnSecurityGroup(scope, `Group${id}`, {
      vpcId,
      groupDescription: description,
      // A group without any outgoing rule would be given one to everywhere; this one leads nowhere.
      securityGroupEgress: [
        { ipProtocol: 'icmp', fromPort: 252, toPort: 86, cidrIp: '255.255.255.255/32', description: 'Nowhere' },
      ],
    });
    Tags.of(made).add('Name', names.stack(id.toLowerCase()));
    return made.attrGroupId;
  };
  const bastion = group('Bastion', 'Bastions: nobody speaks to them');
  const portal = group('Portal', 'Postern: spoken to by its load balancer');
  const loadBalancer = group('LoadBalancer', 'The load balancer: spoken to by people');
  const endpoints =
    network.adopt?.endpointSecurityGroupId ?? group('Endpoints', 'Interface endpoints: spoken to by tasks');
  const data = database.adopt?.securityGroupId ?? group('Database', 'The database: spoken to by Postern');

  const out = (id: string, from: string, to: Peer, port: number, description: string) =>
    new CfnSecurityGroupEgress(scope, `Out${id}`, {
      groupId: from,
      ipProtocol: 'tcp',
      fromPort: port,
      toPort: port,
      description,
      ...('group' in to
        ? { destinationSecurityGroupId: to.group }
        : 'prefixList' in to
          ? { destinationPrefixListId: to.prefixList }
          : { cidrIp: to.cidr }),
    });
  const into = (
    id: string,
    to: string,
    from: { group: string } | { cidr: string },
    port: number,
    description: string,
  ) =>
    new CfnSecurityGroupIngress(scope, `In${id}`, {
      groupId: to,
      ipProtocol: 'tcp',
      fromPort: port,
      toPort: port,
      description,
      ...('group' in from ? { sourceSecurityGroupId: from.group } : { cidrIp: from.cidr }),
    });

  for (const [id, from] of [
    ['Bastion', bastion],
    ['Portal', portal],
  ] as const) {
    out(`${id}Endpoints`, from, { group: endpoints }, HTTPS, 'AWS services by their endpoints');
    out(`${id}S3`, from, { prefixList: network.s3PrefixListId }, HTTPS, 'Image layers and session logs');
    into(`Endpoints${id}`, endpoints, { group: from }, HTTPS, `${id} tasks`);
  }
  network.targets.forEach((target, index) => {
    if ('cidr' in target) {
      out(`BastionTarget${index}`, bastion, { cidr: target.cidr }, target.port, 'A target');
      return;
    }
    out(`BastionTarget${index}`, bastion, { group: target.securityGroupId }, target.port, 'A target');
    into(`Target${index}`, target.securityGroupId, { group: bastion }, target.port, 'Bastions');
  });
  network.peopleCidrs.forEach((cidr, index) => {
    into(`LoadBalancer${index}`, loadBalancer, { cidr }, HTTPS, 'People');
  });
  out('LoadBalancerPortal', loadBalancer, { group: portal }, PORTAL_PORT, 'Postern');
  into('PortalLoadBalancer', portal, { group: loadBalancer }, PORTAL_PORT, 'The load balancer');
  const databasePort = database.adopt?.port ?? POSTGRES;
  out('PortalDatabase', portal, { group: data }, databasePort, 'The database');
  into('DatabasePortal', data, { group: portal }, databasePort, 'Postern');
  network.identity.forEach(({ cidr, port }, index) => {
    out(`PortalIdentity${index}`, portal, { cidr }, port, 'The identity provider, or the proxy before it');
  });
  return { bastion, portal, loadBalancer, endpoints, database: data };
}
