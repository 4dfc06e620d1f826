import { randomBytes, randomUUID } from 'node:crypto';
import { ServiceError } from '../wire/service-error';
import type { Key, World } from '../world';

/** Makes a symmetric key with material of its own. */
export function newKey(world: World, from: { id?: string; description: string; policy?: string }): Key {
  const id = from.id ?? randomUUID();
  const key: Key = {
    id,
    arn: `arn:aws:kms:${world.region}:${world.accountId}:key/${id}`,
    createdAt: world.now(),
    description: from.description,
    enabled: true,
    usage: 'ENCRYPT_DECRYPT',
    policy: from.policy ?? '',
    material: randomBytes(32),
  };
  world.keys.set(id, key);
  return key;
}

/** Finds a key of the caller's account and region by id or ARN, or refuses as KMS does. */
export function getKey(world: World, idOrArn: string): Key {
  const arn = /^arn:aws:kms:([a-z0-9-]+):(\d{12}):(key|alias)\/(.+)$/.exec(idOrArn);
  if (idOrArn.startsWith('arn:') && !arn) throw new ServiceError('InvalidArnException', `Invalid arn ${idOrArn}`);
  if (arn && arn[1] !== world.region) throw new ServiceError('NotFoundException', `Invalid arn ${arn[1]}`);
  const isAlias = arn ? arn[3] === 'alias' : idOrArn.startsWith('alias/');
  const id = arn?.[4] ?? idOrArn;
  const key = isAlias ? undefined : world.keys.get(id);
  if (key && (!arn || key.arn === idOrArn)) return key;
  const kind = isAlias ? 'alias' : 'key';
  const full = arn ? idOrArn : `arn:aws:kms:${world.region}:${world.accountId}:${isAlias ? '' : 'key/'}${idOrArn}`;
  throw new ServiceError(
    'NotFoundException',
    kind === 'alias' ? `Alias ${full} is not found.` : `Key '${full}' does not exist`,
  );
}

/** Finds a key that may be used now. */
export function getUsableKey(world: World, idOrArn: string): Key {
  const key = getKey(world, idOrArn);
  if (!key.enabled) throw new ServiceError('DisabledException', `${key.arn} is disabled.`);
  return key;
}
