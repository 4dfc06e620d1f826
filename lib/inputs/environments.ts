import { z } from 'zod';

const name = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}$/, 'must be letters, digits, dots and hyphens, at most 63');

const target = z.strictObject({
  name,
  kind: z.enum(['bastion', 'host', 'database']),
  address: z.string().max(255).default(''),
  note: z.string().max(60).default(''),
  command: z.string().min(1, 'must say what to run in the bastion').max(1000),
  tags: z.record(z.string().max(128), z.string().max(256)).default({}),
});

const environment = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and hyphens, at most 40'),
  kind: z.enum(['production', 'staging', 'development', 'site', 'other']),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS region such as eu-west-1'),
  accountId: z.string().regex(/^\d{12}$/, 'must be the 12 digits of an AWS account'),
  cluster: z.string().min(1).max(255),
  taskDefinition: z.string().min(1).max(255),
  container: z.string().min(1).max(255),
  subnets: z.array(z.string().regex(/^subnet-[0-9a-f]+$/, 'must be a subnet id')).min(1),
  securityGroups: z.array(z.string().regex(/^sg-[0-9a-f]+$/, 'must be a security group id')).min(1),
  assignPublicIp: z.boolean().default(false),
  operatorRoleArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/, 'must be the ARN of a role')
    .nullable()
    .default(null),
  sharing: z.enum(['shared', 'perPerson']).default('perPerson'),
  bastionIdleMinutes: z.number().int().min(1).max(1440).default(15),
  bastionMaxHours: z.number().int().min(1).max(168).default(12),
  terminalIdleMinutes: z.number().int().min(1).max(1440).default(20),
  terminalMaxMinutes: z.number().int().min(1).max(10080).default(480),
  terminalGraceMinutes: z.number().int().min(0).max(60).default(5),
  strictRecording: z.boolean().default(false),
  targets: z.array(target).min(1, 'must name at least one target'),
});

/** The file named by POSTERN_ENVIRONMENTS. Order is the order on the screen. */
export const environmentsFile = z
  .strictObject({ environments: z.array(environment).min(1, 'must name at least one environment') })
  .superRefine((file, context) => {
    unique(file.environments, (index) => ['environments', index, 'name'], context);
    file.environments.forEach((one, at) => {
      unique(one.targets, (index) => ['environments', at, 'targets', index, 'name'], context);
    });
  });

export type EnvironmentsFile = z.infer<typeof environmentsFile>;

function unique(
  named: readonly { name: string }[],
  path: (index: number) => (string | number)[],
  context: z.RefinementCtx,
) {
  const seen = new Set<string>();
  named.forEach((one, index) => {
    if (seen.has(one.name))
      context.addIssue({ code: 'custom', path: path(index), message: `"${one.name}" is named twice` });
    seen.add(one.name);
  });
}
