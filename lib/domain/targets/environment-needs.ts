/**
 * What an environment must have before a bastion can run in it: one description for the file people write (lib/inputs), for the
 * stacks that make these places (infra) and for whoever checks them. A pattern's `mistake` completes the sentence "<key> ...".
 */
export const ENVIRONMENT_NEEDS = {
  name: { pattern: /^[a-z0-9][a-z0-9-]{0,39}$/, mistake: 'must be lower-case letters, digits and hyphens, at most 40' },
  region: { pattern: /^[a-z]{2}(-[a-z]+)+-\d$/, mistake: 'must be an AWS region such as eu-west-1' },
  accountId: { pattern: /^\d{12}$/, mistake: 'must be the 12 digits of an AWS account' },
  cluster: { pattern: /^\S{1,255}$/, mistake: 'must be the name or ARN of an ECS cluster' },
  taskDefinition: { pattern: /^\S{1,255}$/, mistake: 'must be the family or ARN of a task definition' },
  container: { pattern: /^\S{1,255}$/, mistake: 'must be the name of the container that is entered' },
  subnets: { pattern: /^subnet-[0-9a-f]+$/, mistake: 'must be a subnet id' },
  securityGroups: { pattern: /^sg-[0-9a-f]+$/, mistake: 'must be a security group id' },
  operatorRoleArn: { pattern: /^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/, mistake: 'must be the ARN of a role' },
} as const satisfies Record<string, EnvironmentNeed>;

export type EnvironmentNeed = { pattern: RegExp; mistake: string };

/** The places of an environment as its stacks put them out; what is left is up to people (name, kind, limits, targets). */
export type EnvironmentPlaces = {
  region: string;
  accountId: string;
  cluster: string;
  taskDefinition: string;
  container: string;
  subnets: readonly string[];
  securityGroups: readonly string[];
  operatorRoleArn: string;
};

/** AWS services a bastion without a way to the Internet has to reach by interface endpoints, per way of entering it. */
export const BASTION_ENDPOINTS = {
  exec: ['ecr.api', 'ecr.dkr', 'kms', 'logs', 'ssmmessages'],
  hybrid: ['ecr.api', 'ecr.dkr', 'kms', 'logs', 'ssmmessages', 'ssm'],
} as const;

/** AWS services Postern itself calls, or that start it. */
export const PORTAL_ENDPOINTS = [
  'ecr.api',
  'ecr.dkr',
  'ecs',
  'kms',
  'logs',
  'secretsmanager',
  'ssm',
  'ssmmessages',
  'sts',
] as const;
