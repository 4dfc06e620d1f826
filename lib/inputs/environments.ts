import { z } from 'zod';
import { ENVIRONMENT_NEEDS } from '../domain/targets/environment-needs';
import { NODE_ID } from '../domain/targets/node';
import { SHELL_DOCUMENT, type Target } from '../domain/targets/target';

const name = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}$/, 'must be letters, digits, dots and hyphens, at most 63')
  .refine((given) => !NODE_ID.test(given), 'must not look like a node id: policies know nodes by theirs');

const document = z
  .string()
  .regex(/^[a-zA-Z0-9_.:/-]{3,256}$/, 'must be the name or ARN of a session document')
  .default(SHELL_DOCUMENT);

/**
 * A map by names that people choose. One name is no key of an object: it would fall away without a word, and with it a tag that nodes are
 * found by, after which every machine of the account is a target.
 */
function mapOf<Key extends z.core.$ZodRecordKey, Value extends z.core.SomeType>(
  key: Key,
  value: Value,
  params?: { error: string },
) {
  const isKept = (given: unknown) => typeof given !== 'object' || given === null || !Object.hasOwn(given, '__proto__');
  return z
    .unknown()
    .refine(isKept, 'must not have a key "__proto__"')
    .pipe(z.record(key, value, params));
}

const named = {
  name,
  note: z.string().max(60).default(''),
  tags: mapOf(z.string().max(128), z.string().max(256)).default({}),
};

const behindBastion = z.strictObject({
  ...named,
  kind: z.enum(['bastion', 'host', 'database']),
  address: z.string().max(255).default(''),
  command: z.string().min(1, 'must say what to run in the bastion').max(1000),
});

/** One way into one managed node: its own document and parameters, under its own name. */
const node = z.strictObject({
  ...named,
  kind: z.literal('node'),
  nodeId: z
    .string()
    .regex(NODE_ID, 'must be the id of a managed node, such as i-0123456789abcdef0 or mi-0123456789abcdef0'),
  document,
  parameters: mapOf(z.string().min(1).max(255), z.array(z.string().max(65_536)).max(200)).default({}),
});

const target = z.discriminatedUnion('kind', [behindBastion, node], {
  error: ({ input }) =>
    typeof input === 'object' && input !== null ? 'must be bastion, host, database or node' : 'must be an object',
});

/** Every machine of the account only where that is said: `tags` has no default, and an empty one means all. */
const nodes = z.strictObject({
  tags: mapOf(z.string().min(1).max(128), z.array(z.string().max(256)).min(1, 'must name at least one value').max(20), {
    error: 'must say by which tags a machine is a target, such as { "team": ["payments"] }; {} takes every machine',
  }),
  document,
});

/** A place of the environment, held to the pattern its stacks are held to. */
function place(need: keyof typeof ENVIRONMENT_NEEDS) {
  const { pattern, mistake } = ENVIRONMENT_NEEDS[need];
  return z.string().regex(pattern, mistake);
}

const environment = z.strictObject({
  name: place('name'),
  kind: z.enum(['production', 'staging', 'development', 'site', 'other']),
  region: place('region'),
  accountId: place('accountId'),
  cluster: place('cluster'),
  taskDefinition: place('taskDefinition'),
  container: place('container'),
  subnets: z.array(place('subnets')).min(1),
  securityGroups: z.array(place('securityGroups')).min(1),
  assignPublicIp: z.boolean().default(false),
  operatorRoleArn: place('operatorRoleArn').nullable().default(null),
  sharing: z.enum(['shared', 'perPerson']).default('perPerson'),
  bastionIdleMinutes: z.number().int().min(1).max(1440).default(15),
  bastionMaxHours: z.number().int().min(1).max(168).default(12),
  terminalIdleMinutes: z.number().int().min(1).max(1440).default(20),
  terminalMaxMinutes: z.number().int().min(1).max(10080).default(480),
  terminalGraceMinutes: z.number().int().min(0).max(60).default(5),
  strictRecording: z.boolean().default(false),
  /** Terminals are refused unless a KMS key encrypts them; for clusters and session documents that name one. */
  encryptedOnly: z.boolean().default(false),
  /** Managed nodes with these tags are targets as well; left out, none are looked for. */
  nodes: nodes.nullable().default(null),
  targets: z.array(target).default([]),
});

/** What people decide about an environment; its places come from the stacks that build them, or from whoever has them already. */
export const environmentByPeople = environment.omit({
  region: true,
  accountId: true,
  cluster: true,
  taskDefinition: true,
  container: true,
  subnets: true,
  securityGroups: true,
  assignPublicIp: true,
  operatorRoleArn: true,
});

/** The file named by POSTERN_ENVIRONMENTS. Order is the order on the screen. */
export const environmentsFile = z
  .strictObject({ environments: z.array(environment).min(1, 'must name at least one environment') })
  .superRefine((file, context) => {
    unique(file.environments, (index) => ['environments', index, 'name'], context);
    file.environments.forEach((one, at) => {
      if (one.targets.length === 0 && one.nodes === null)
        context.addIssue({
          code: 'custom',
          path: ['environments', at, 'targets'],
          message: 'must name at least one target, unless nodes are looked for',
        });
      unique(one.targets, (index) => ['environments', at, 'targets', index, 'name'], context);
    });
  })
  .transform(({ environments }) => ({
    environments: environments.map((one) => ({ ...one, targets: one.targets.map(described) })),
  }));

/** A target as the rules know it. */
function described(given: z.infer<typeof target>): Omit<Target, 'id' | 'environmentId'> {
  const { name: key } = given;
  return given.kind === 'node'
    ? { ...given, key, address: given.nodeId, command: '', discovered: false }
    : { ...given, key, nodeId: null, document: null, parameters: {}, discovered: false };
}

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
