import { z } from 'zod';
import { environmentByPeople } from '../../lib/inputs/environments';
import { arn, cidr, id, imageByDigest, text, zone } from './values';

const created = z.strictObject({
  /** Address range of the new network; cut into sixteen equal parts, of which each zone takes three. */
  cidr: cidr(16, 22),
  /** Load balancer and database demand two zones at least. */
  zones: z.array(zone).min(2, 'must name two or three zones').max(3, 'must name two or three zones'),
  /** Zones with bastions, Postern's tasks and the endpoints, which bill by zone. */
  taskZones: z.array(zone).min(1, 'must name at least one zone').max(3, 'must name at most three zones'),
  /** internal: reached from inside; internet: the load balancer, and nothing else, has public subnets. */
  front: z.enum(['internal', 'internet']),
});

const adopted = z.strictObject({
  vpcId: id('vpc'),
  zones: z.array(zone).min(1, 'must name at least one zone'),
  /** One for each of `zones`, in the same order: bastions and Postern's tasks. */
  taskSubnetIds: z.array(id('subnet')).min(1, 'must name at least one subnet'),
  /** Two at least, in different zones. */
  loadBalancerSubnetIds: z.array(id('subnet')).min(2, 'must name subnets of two zones'),
  databaseSubnetIds: z.array(id('subnet')).min(2, 'must name subnets of two zones'),
  /** Route tables of the task subnets; the S3 gateway endpoint goes into them. Empty: there is one already. */
  routeTableIds: z.array(id('rtb')),
  front: z.enum(['internal', 'internet']),
  /** The group of interface endpoints that are there already; null: make the endpoints. */
  endpointSecurityGroupId: id('sg').nullable(),
});

const port = z.int('must be a port number').min(1, 'must be a port number').max(65_535, 'must be a port number');

const reached = z.union([
  z.strictObject({ securityGroupId: id('sg'), port }),
  z.strictObject({ cidr: cidr(8, 32), port }),
]);

const network = z.strictObject({
  create: created.optional(),
  adopt: adopted.optional(),
  /** AWS's own list of S3 addresses in the region: aws ec2 describe-managed-prefix-lists. */
  s3PrefixListId: id('pl'),
  /** Who may reach the load balancer. */
  peopleCidrs: z.array(cidr(0, 32)).min(1, 'must name at least one range'),
  /** Where the identity provider, or the proxy before it, answers; routes to it are the network's affair. */
  identity: z.array(z.strictObject({ cidr: cidr(0, 32), port })).min(1, 'must say where the identity provider answers'),
  /** What bastions may reach, and nothing else. */
  targets: z.array(reached).min(1, 'must say what bastions may reach'),
});

const records = z.strictObject({
  /** Days CloudWatch keeps logs; one of the numbers it knows. */
  logDays: z.union(
    ([30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653] as const).map((days) =>
      z.literal(days),
    ),
    'must be a retention CloudWatch knows: 30, 60, 90, 120, 150, 180, 365, 400, 545, 731 or more days',
  ),
  /** Days the bucket keeps session logs. */
  bucketDays: z.int('must be whole days').min(30, 'must be at least 30 days').max(3650, 'must be at most 3650 days'),
  /** Days nobody can delete a session log, not even the account's root; null: no object lock. Cannot be switched on later. */
  lockDays: z.int('must be whole days').min(1, 'must be at least one day').max(3650).nullable(),
});

const bastion = z.strictObject({
  image: imageByDigest,
  cpu: z.literal([256, 512, 1024, 2048], 'must be 256, 512, 1024 or 2048'),
  memory: z.literal([512, 1024, 2048, 4096], 'must be 512, 1024, 2048 or 4096'),
  processor: z.enum(['X86_64', 'ARM64']),
  /** Also makes what a managed node needs: session document, node role, task definition and the rights to drive them. */
  hybrid: z.boolean(),
});

const count = z.int('must be a whole number').min(1, 'must be at least 1').max(100, 'must be at most 100');

const portal = z.strictObject({
  image: imageByDigest,
  url: z.url({ protocol: /^https$/, error: 'must be an https:// address' }),
  certificateArn: arn('acm'),
  processor: z.enum(['X86_64', 'ARM64']),
  webTasks: count,
  jobsTasks: count,
  bridgeTasks: z.strictObject({ least: count, most: count }),
  /** Open terminals a bridge shall have before another is started. */
  terminalsPerBridge: count,
});

const identity = z.strictObject({
  issuer: z.url({ protocol: /^https$/, error: 'must be an https:// address' }),
  clientId: text,
  /** A secret you made; its value never passes through a template. */
  clientSecretArn: arn('secretsmanager'),
  name: text,
  scope: text,
  groupsClaim: text,
  /** Proxy on the way to the provider, for networks without any other way out; null: none. */
  proxyUrl: z.url({ protocol: /^https?$/, error: 'must be an http:// address' }).nullable(),
});

const capacity = z
  .number()
  .multipleOf(0.5, 'must be a multiple of 0.5')
  .min(0.5, 'must be at least 0.5')
  .max(256, 'must be at most 256');

const database = z.strictObject({
  create: z
    .strictObject({
      leastCapacity: capacity,
      mostCapacity: capacity.min(1, 'must be at least 1'),
      instances: z.int('must be 1 to 3').min(1, 'must be 1 to 3').max(3, 'must be 1 to 3'),
      backupDays: z.int('must be 1 to 35').min(1, 'must be 1 to 35').max(35, 'must be 1 to 35'),
    })
    .optional(),
  adopt: z
    .strictObject({
      /** A secret of the shape RDS makes: username, password, host, port, dbname. */
      secretArn: arn('secretsmanager'),
      securityGroupId: id('sg'),
      port,
    })
    .optional(),
});

/** Everything the stacks have to be told; each key is a sentence's subject when it is wrong. */
export const contextFile = z.strictObject({
  /** Begins the name of every stack, role and log group; two installations in one account differ in it. */
  name: z
    .string()
    .regex(
      /^(?=.{2,20}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
      'must be 2 to 20 lower-case letters, digits and single hyphens between them',
    )
    // Parameters, documents and load balancers of these names cannot be made.
    .regex(
      /^(?!aws|amazon|amzn|ssm|internal)/,
      'must not begin with aws, amazon, amzn, ssm or internal, which AWS keeps for itself',
    ),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS region such as eu-west-1'),
  network,
  records,
  bastion,
  // The stacks give the cluster and the session document a key.
  environment: environmentByPeople.extend({
    encryptedOnly: environmentByPeople.shape.encryptedOnly.unwrap().default(true),
  }),
  portal,
  identity,
  database,
});

export type Context = z.infer<typeof contextFile>;
