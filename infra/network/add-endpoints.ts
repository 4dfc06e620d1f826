import { Aws, Tags } from 'aws-cdk-lib';
import { CfnVPCEndpoint } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { BASTION_ENDPOINTS, PORTAL_ENDPOINTS } from '../../lib/domain/targets/environment-needs';
import { type Names, recordsArn } from '../names';
import { explain, policyOf, type Right } from '../rights/right';

/** Interface endpoints an installation needs, each once, in order. */
export function endpointsFor(way: { hybrid: boolean; nodes: boolean }): string[] {
  const bastion: readonly string[] = way.hybrid ? BASTION_ENDPOINTS.hybrid : BASTION_ENDPOINTS.exec;
  // Where machines are targets, their tags are read through one endpoint more.
  return [...new Set([...bastion, ...PORTAL_ENDPOINTS, ...(way.nodes ? ['tagging'] : [])])].sort();
}

/** What may be said through the endpoint of a service. */
export function rightsThrough(service: string, hybrid: boolean): Right[] {
  const ofAccount: Right = {
    sid: 'ThisAccount',
    why: 'Only principals of this account speak through the endpoint, so that credentials of another account carry nothing out.',
    principal: '*',
    actions: ['*'],
    resources: ['*'],
    conditions: { StringEquals: { 'aws:PrincipalAccount': Aws.ACCOUNT_ID } },
    wildcard: 'What a principal may do is said in its role; the condition holds the endpoint to the account.',
  };
  if (service !== 'ssm' || !hybrid) return [ofAccount];
  return [
    ofAccount,
    {
      sid: 'BecomeNode',
      why: 'A managed node registers, and asks for its role, before it is any principal: by its code, then by its own key.',
      principal: '*',
      actions: ['ssm:RegisterManagedInstance', 'ssm:RequestManagedInstanceRoleToken'],
      resources: ['*'],
      wildcard:
        'The service knows no resource for them; what they need is the code of an activation, or the key of a node.',
    },
  ];
}

/** Interface endpoints, one of each service in every subnet given, with private names. */
export function addInterfaceEndpoints(
  scope: Construct,
  way: { hybrid: boolean; nodes: boolean },
  place: { vpcId: string; subnetIds: readonly string[]; groupId: string },
  names: Names,
): void {
  for (const service of endpointsFor(way)) {
    const rights = rightsThrough(service, way.hybrid);
    const endpoint = new CfnVPCEndpoint(scope, `Endpoint${service.split('.').map(capital).join('')}`, {
      vpcEndpointType: 'Interface',
      serviceName: `com.amazonaws.${Aws.REGION}.${service}`,
      vpcId: place.vpcId,
      subnetIds: [...place.subnetIds],
      securityGroupIds: [place.groupId],
      privateDnsEnabled: true,
      policyDocument: policyOf(rights),
    });
    explain(endpoint, rights);
    Tags.of(endpoint).add('Name', names.stack(service));
  }
}

/** The gateway to S3: image layers of ECR, and our bucket for session logs; no other bucket can be reached through it. */
export function addStorageGateway(
  scope: Construct,
  place: { vpcId: string; routeTableIds: readonly string[] },
  names: Names,
): void {
  const rights: Right[] = [
    {
      sid: 'ImageLayers',
      why: 'ECR keeps the layers of images in a bucket of its own.',
      principal: '*',
      actions: ['s3:GetObject'],
      resources: [`arn:${Aws.PARTITION}:s3:::prod-${Aws.REGION}-starport-layer-bucket/*`],
      wildcard: 'A layer is named by its digest; the bucket is of AWS, and only read.',
    },
    {
      sid: 'SessionLogs',
      why: 'Agents look at our bucket and put session logs there.',
      principal: '*',
      actions: ['s3:GetBucketLocation', 's3:GetEncryptionConfiguration', 's3:PutObject'],
      resources: [recordsArn(names), recordsArn(names, '*')],
      conditions: { StringEquals: { 'aws:PrincipalAccount': Aws.ACCOUNT_ID } },
      wildcard: 'A log is named after its session; roles are held to their prefix.',
    },
  ];
  const endpoint = new CfnVPCEndpoint(scope, 'EndpointS3', {
    vpcEndpointType: 'Gateway',
    serviceName: `com.amazonaws.${Aws.REGION}.s3`,
    vpcId: place.vpcId,
    routeTableIds: [...place.routeTableIds],
    policyDocument: policyOf(rights),
  });
  explain(endpoint, rights);
  Tags.of(endpoint).add('Name', names.stack('s3'));
}

function capital(word: string): string {
  return `${word[0]?.toUpperCase() ?? ''}${word.slice(1)}`;
}
