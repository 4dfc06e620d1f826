import { z } from 'zod';

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const minutes = (fallback: number, most: number) => z.coerce.number().int().min(1).max(most).default(fallback);

/** Every environment variable the product reads, with what it means; the README's table is checked against this. */
export const variables = {
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must be a postgres:// address')
    .describe('Postgres, the only state'),
  DATABASE_POOL: z.coerce
    .number()
    .int()
    .min(2)
    .max(200)
    .default(20)
    .describe('Connections of each of the two pools of a process'),
  OIDC_ISSUER: z.url().describe('OpenID provider; its discovery document must be reachable'),
  OIDC_CLIENT_ID: z.string().min(1).describe('Client id registered with the provider'),
  OIDC_CLIENT_SECRET: z.string().min(1).describe('Client secret'),
  OIDC_NAME: z.string().default('single sign-on').describe('What the sign-in button calls the provider'),
  OIDC_SCOPE: z.string().default('openid profile email').describe('Scopes asked for'),
  OIDC_GROUPS_CLAIM: z.string().default('groups').describe('Claim that lists the groups'),
  AUTH_SECRET: z.string().min(32, 'must have at least 32 characters').describe('Signs and encrypts the sign-in cookie'),
  POSTERN_URL: z.url().describe('Address in the browser; decides cookies, Origin checks and the redirect address'),
  HOST: z.string().default('127.0.0.1').describe('Address to listen on'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000).describe('Port to listen on'),
  TRUST_PROXY: flag
    .default(false)
    .describe("Take the caller's address from X-Forwarded-For (behind a load balancer only)"),
  POSTERN_ROLES: z
    .string()
    .default('web,bridge,jobs')
    .transform((text) => text.split(',').map((role) => role.trim()))
    .pipe(z.array(z.enum(['web', 'bridge', 'jobs'])).min(1))
    .describe('What this process does'),
  POSTERN_ENVIRONMENTS: z.string().optional().describe('JSON file with environments and targets, read at start'),
  POSTERN_POLICIES: z.string().optional().describe('Folder of .cedar files loaded when no policy exists yet'),
  COMPANY_NAME: z.string().default('').describe('Shown beside the mark'),
  SIGN_IN_HOURS: z.coerce.number().min(0.01).max(168).default(12).describe('How long a sign-in lasts'),
  GROUPS_MAX_AGE_MINUTES: minutes(720, 10080).describe(
    'Older groups demand a fresh sign-in before anything that groups allow',
  ),
  REQUEST_LAPSE_HOURS: z.coerce
    .number()
    .min(0.01)
    .max(720)
    .default(24)
    .describe('An unanswered request lapses after this'),
  TERMINALS_PER_PERSON: minutes(10, 100).describe('Terminals one person may have open'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe('How much is logged'),
} as const;

const schema = z.object(variables);

export type Config = Readonly<z.infer<typeof schema>>;

/** Faults in the environment, all of them at once, each naming its variable and the fix. */
export class ConfigError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(
      `The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    );
    this.name = 'ConfigError';
  }
}

/** Reads the environment into one frozen object; throws ConfigError with every fault. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(
    Object.keys(variables).map((name) => [name, environment[name] === '' ? undefined : environment[name]]),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return Object.freeze(parsed.data);
  throw new ConfigError(
    parsed.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      return given[name] === undefined ? `${name} is not set` : `${name} ${issue.message}`;
    }),
  );
}
