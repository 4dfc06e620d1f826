import { resolve } from 'node:path';

export type Environment = Record<string, string | undefined>;

export type StartSettings = {
  host: string;
  /** 0 lets the machine choose. */
  port: number;
  dataFolder: string;
  /** Which embedded parts stand in for what the environment does not name. */
  local: { postgres: boolean; identity: boolean; aws: boolean };
};

/** Why nothing was started, in one sentence for the person who started it. */
export class StartRefused extends Error {
  override name = 'StartRefused';
}

/** Reads what to start and where; throws StartRefused for what cannot be meant or would be dangerous. */
export function readSettings(environment: Environment, root: string): StartSettings {
  const given = (name: string) => environment[name]?.trim() || undefined;
  const port = Number(given('PORT') ?? 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new StartRefused(`PORT is “${given('PORT')}”: give a whole number from 0 to 65535.`);
  }
  const local = {
    postgres: !given('DATABASE_URL'),
    identity: !given('OIDC_ISSUER'),
    aws: !given('AWS_ENDPOINT_URL') && !given('AWS_REGION'),
  };
  const host = given('HOST') ?? '127.0.0.1';
  const unsafe = [
    ...(local.identity ? ['the local identity provider, with which anybody can be anybody (set OIDC_ISSUER)'] : []),
    ...(local.aws ? ['the local AWS, which runs shells on this machine (set AWS_REGION)'] : []),
  ];
  if (!isLoopback(host) && unsafe.length > 0) {
    throw new StartRefused(`HOST is ${host}, which others can reach, but this would use ${unsafe.join(' and ')}.`);
  }
  return { host, port, dataFolder: resolve(root, given('POSTERN_DATA') ?? '.postern'), local };
}

/** Whether only programs on this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
