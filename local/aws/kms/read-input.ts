import { type Input, isObject } from '../wire/input';
import { ServiceError } from '../wire/service-error';
import type { EncryptionContext } from './ciphertext';

const maxContextBytes = 8_192;
/** What the model says of a key's id, ARN or alias. */
export const keyIdConstraint = { least: 1, most: 2_048 };

/** KMS's refusal of a member that does not fit the model. */
export function validation(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}

/** Reads the encryption context: a flat map of strings; absent is empty. */
export function readContext(input: Input): EncryptionContext {
  const context = input.EncryptionContext;
  if (context === undefined || context === null) return {};
  if (!isObject(context) || Object.values(context).some((value) => typeof value !== 'string')) {
    throw new ServiceError('SerializationException', 'EncryptionContext must be a map of strings.');
  }
  if (Buffer.byteLength(JSON.stringify(context)) > maxContextBytes) {
    throw validation(`EncryptionContext must be at most ${maxContextBytes} bytes long.`);
  }
  return context as EncryptionContext;
}

/** Reads a blob member; 1 to `most` bytes. */
export function readBlob(input: Input, name: string, most: number): Buffer {
  const text = input[name];
  const at = name.charAt(0).toLowerCase() + name.slice(1);
  if (text === undefined || text === null) {
    throw validation(
      `1 validation error detected: Value null at '${at}' failed to satisfy constraint: Member must not be null`,
    );
  }
  if (typeof text !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    throw new ServiceError('SerializationException', `${name} must be base64.`);
  }
  const blob = Buffer.from(text, 'base64');
  if (blob.length < 1 || blob.length > most) {
    throw validation(
      `1 validation error detected: Value at '${at}' failed to satisfy constraint: Member must have length between 1 and ${most}`,
    );
  }
  return blob;
}
