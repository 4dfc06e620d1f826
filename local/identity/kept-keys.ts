import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JWK } from 'oidc-provider';
import { newRsaKey } from '../guard/new-rsa-key';

export type IdentityKeys = { signing: JWK; cookies: string[] };

/** The provider's signing key and cookie secrets: the same at every start over one folder, fresh without a folder. */
export function keptKeys(dataFolder: string | undefined): IdentityKeys {
  if (dataFolder === undefined) return newKeys();
  const path = join(dataFolder, 'keys.json');
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as IdentityKeys;
  const keys = newKeys();
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  writeFileSync(path, JSON.stringify(keys), { mode: 0o600 });
  return keys;
}

function newKeys(): IdentityKeys {
  const signing = { ...newRsaKey().export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' };
  return { signing: signing as JWK, cookies: [randomBytes(32).toString('base64url')] };
}
