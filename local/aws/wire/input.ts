import { ServiceError } from './service-error';

/** A parsed request body: a JSON object of unknown members. */
export type Input = Record<string, unknown>;

type Wrong = (message: string) => ServiceError;

const invalid: Wrong = (message) => new ServiceError('InvalidParameterException', message);

/** Reads a string member, or undefined when absent or null; any other type is the service's own refusal. */
export function optionalString(input: Input, name: string, wrong: Wrong = invalid): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw wrong(`${name} must be a string.`);
  return value;
}

/** Reads a string member that must be there and not be empty. */
export function requiredString(input: Input, name: string, wrong: Wrong = invalid): string {
  const value = optionalString(input, name, wrong);
  if (!value) throw wrong(`${name} can not be blank.`);
  return value;
}

/** Reads a whole number between two bounds, or undefined when absent. */
export function optionalInteger(
  input: Input,
  name: string,
  least: number,
  most: number,
  wrong: Wrong = invalid,
): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw wrong(`${name} must be between ${least} and ${most}.`);
  }
  return value;
}

/** Reads a list of strings; absent is empty. */
export function stringList(input: Input, name: string, wrong: Wrong = invalid): string[] {
  const value = input[name];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.some((item) => typeof item !== 'string')) {
    throw wrong(`${name} must be a list of strings.`);
  }
  return value as string[];
}

/** Reads a list of objects; absent is empty. */
export function objectList(input: Input, name: string, wrong: Wrong = invalid): Input[] {
  const value = input[name];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every(isObject)) throw wrong(`${name} must be a list of structures.`);
  return value;
}

/** Reads a structure member, or undefined when absent. */
export function optionalObject(input: Input, name: string, wrong: Wrong = invalid): Input | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw wrong(`${name} must be a structure.`);
  return value;
}

/** True for a JSON object, false for null, lists and scalars. */
export function isObject(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export interface Tag {
  key: string;
  value: string;
}

/** Reads AWS tags (key 1..128, value 0..256, at most 50, no key twice, none in the reserved "aws:" space). */
export function tagList(input: Input, name = 'tags', wrong: Wrong = invalid): Tag[] {
  const tags = objectList(input, name, wrong).map((tag) => ({
    key: requiredString(tag, 'key', wrong),
    value: optionalString(tag, 'value', wrong) ?? '',
  }));
  if (tags.length > 50) throw wrong('A maximum of 50 tags is allowed.');
  for (const { key, value } of tags) {
    if (key.length > 128 || value.length > 256)
      throw wrong('Tag keys have at most 128 and values at most 256 characters.');
    if (/^aws:/i.test(key)) throw wrong('Tag keys beginning with aws: are reserved for system use.');
  }
  if (new Set(tags.map((tag) => tag.key)).size !== tags.length) throw wrong('Duplicate tag keys are not allowed.');
  return tags;
}
