import type { Operation } from '../operation';
import { optionalMember } from '../wire/constraint';
import { isObject } from '../wire/input';
import { ServiceError } from '../wire/service-error';
import { metadataOf } from './describe-key';
import { newKey } from './key';

/** Every kind of key that the model knows, most of which do not exist here. */
const specs = {
  words: [
    ...['RSA_2048', 'RSA_3072', 'RSA_4096', 'ECC_NIST_P256', 'ECC_NIST_P384', 'ECC_NIST_P521', 'ECC_SECG_P256K1'],
    ...['SYMMETRIC_DEFAULT', 'HMAC_224', 'HMAC_256', 'HMAC_384', 'HMAC_512', 'SM2'],
    ...['ML_DSA_44', 'ML_DSA_65', 'ML_DSA_87', 'ECC_NIST_EDWARDS25519'],
  ],
};
const usages = { words: ['SIGN_VERIFY', 'ENCRYPT_DECRYPT', 'GENERATE_VERIFY_MAC', 'KEY_AGREEMENT'] };

/** kms:CreateKey, for symmetric encryption keys only. */
export const createKey: Operation = ({ world }, input) => {
  const spec = optionalMember(input, 'KeySpec', specs) ?? optionalMember(input, 'CustomerMasterKeySpec', specs);
  const usage = optionalMember(input, 'KeyUsage', usages) ?? 'ENCRYPT_DECRYPT';
  if ((spec ?? 'SYMMETRIC_DEFAULT') !== 'SYMMETRIC_DEFAULT' || usage !== 'ENCRYPT_DECRYPT') {
    throw new ServiceError('UnsupportedOperationException', 'Only symmetric encryption keys exist here.');
  }
  const description = optionalMember(input, 'Description', { most: 8_192 }) ?? '';
  const policy = optionalMember(input, 'Policy', { least: 1, most: 131_072 });
  if (policy !== undefined && !isDocument(policy)) {
    throw new ServiceError('MalformedPolicyDocumentException', 'The policy is not a JSON document.');
  }
  const key = newKey(world, {
    description,
    ...(policy === undefined ? {} : { policy }),
  });
  return { KeyMetadata: metadataOf(world, key) };
};

function isDocument(policy: string): boolean {
  try {
    return isObject(JSON.parse(policy));
  } catch {
    return false;
  }
}
