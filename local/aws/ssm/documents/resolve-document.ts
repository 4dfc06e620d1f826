import { type Input, isObject } from '../../wire/input';
import { ServiceError } from '../../wire/service-error';
import type { ParameterSpec, SessionDocument } from './session-document';

const wrong = (message: string) => new ServiceError('InvalidParameters', message);

/** Reads StartSession's parameters (name to list of strings) against the document's; each has one value, its default where none is given. */
export function readParameters(document: SessionDocument, input: Input): Record<string, string> {
  const given = input.Parameters ?? {};
  if (!isObject(given)) throw new ServiceError('SerializationException', 'Parameters must be a map.');
  const specs = document.parameters ?? {};
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(specs, name));
  if (unknown !== undefined) throw wrong(`Parameter "${unknown}" is not defined in the document.`);
  return Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, readValue(name, spec, given[name])]));
}

function readValue(name: string, spec: ParameterSpec, given: unknown): string {
  if (given === undefined || given === null) {
    if (spec.default === undefined) throw wrong(`Parameter "${name}" requires a value.`);
    return spec.default;
  }
  if (!Array.isArray(given) || given.some((value) => typeof value !== 'string')) {
    throw new ServiceError('SerializationException', `Parameter "${name}" must be a list of strings.`);
  }
  const values = given as string[];
  const [value] = values;
  if (value === undefined) throw wrong(`Parameter "${name}" requires a value.`);
  if (spec.type === 'String' && values.length > 1) throw wrong(`Parameter "${name}" takes one value only.`);
  for (const one of values) checkValue(name, spec, one);
  return spec.type === 'String' ? value : values.join(',');
}

function checkValue(name: string, spec: ParameterSpec, value: string): void {
  if (spec.allowedPattern !== undefined && !new RegExp(spec.allowedPattern).test(value)) {
    throw wrong(`Parameter "${name}" has value "${value}" not matching "${spec.allowedPattern}".`);
  }
  if (spec.allowedValues && !spec.allowedValues.includes(value)) {
    throw wrong(`Parameter "${name}" has value "${value}" not found in [${spec.allowedValues.join(', ')}].`);
  }
}

/** Puts the parameters where the document's properties and inputs name them as `{{ name }}`. */
export function fillIn<T>(value: T, parameters: Readonly<Record<string, string>>): T {
  if (typeof value === 'string') {
    return value.replace(/\{\{\s*([\w.:-]+)\s*\}\}/g, (whole, name: string) =>
      Object.hasOwn(parameters, name) ? (parameters[name] ?? whole) : whole,
    ) as T;
  }
  if (Array.isArray(value)) return value.map((item) => fillIn(item, parameters)) as T;
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fillIn(item, parameters)])) as T;
}
