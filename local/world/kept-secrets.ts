import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type KeptSecrets = {
  /** Signs and encrypts the sign-in cookie. */
  authSecret: string;
  /** Shared between the product and the local identity provider. */
  oidcClientSecret: string;
};

/** The secrets of this installation: made on the first run, kept in a file that only its owner can read. */
export function keptSecrets(dataFolder: string): KeptSecrets {
  const path = join(dataFolder, 'secrets.json');
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as KeptSecrets;
  const secrets = {
    authSecret: randomBytes(32).toString('base64url'),
    oidcClientSecret: randomBytes(32).toString('base64url'),
  };
  writeFileSync(path, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return secrets;
}
