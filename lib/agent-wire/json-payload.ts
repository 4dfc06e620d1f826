import { WireError } from './wire-error';

/** A parsed JSON object of unknown content. */
export type JsonObject = { readonly [key: string]: unknown };

/** Parses a payload that must be a JSON object of at most `maxBytes`; `what` names it in the error. */
export function parseObject(payload: Uint8Array, maxBytes: number, what: string): JsonObject {
  if (payload.length > maxBytes) throw new WireError('BAD_PAYLOAD', `${what} is longer than ${maxBytes} bytes`);
  let value: unknown;
  try {
    value = JSON.parse(toText(payload));
  } catch {
    throw new WireError('BAD_PAYLOAD', `${what} is not JSON`);
  }
  if (!isObject(value)) throw new WireError('BAD_PAYLOAD', `${what} is not a JSON object`);
  return value;
}

/** The payload as text; malformed UTF-8 becomes replacement characters, as in the reference programs. */
export function toText(payload: Uint8Array): string {
  return Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString('utf8');
}

/** Says whether a parsed value is a JSON object (not null, not a list). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Finds a member by name, exact first and then in any case: the peers read keys without regard to case, and some write them so. */
export function member(object: JsonObject, name: string): unknown {
  if (Object.hasOwn(object, name)) return object[name];
  const lower = name.toLowerCase();
  const key = Object.keys(object).find((candidate) => candidate.toLowerCase() === lower);
  return key === undefined ? undefined : object[key];
}

/** The member as a string of at most `maxLength` characters (longer ones are cut), or '' when it is absent or null. */
export function textMember(object: JsonObject, name: string, maxLength: number): string {
  const value = member(object, name);
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw new WireError('BAD_PAYLOAD', `${name} is not a string`);
  return value.slice(0, maxLength);
}

/** Compact JSON as bytes, keys in the order they were written. */
export function jsonBytes(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value), 'utf8');
}
