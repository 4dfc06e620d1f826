import type { z } from 'zod';
import { type Context, contextFile } from './context-file';

/** Faults in the context, all of them at once, one sentence each, beginning with the key. */
export class ContextError extends Error {
  override name = 'ContextError';
  constructor(
    source: string,
    readonly faults: readonly string[],
  ) {
    super(`${source}:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }
}

/** Reads the text of a context file; throws ContextError with every fault. `source` names the file in it. */
export function readContext(json: string, source: string): Context {
  let given: unknown;
  try {
    given = JSON.parse(json);
  } catch (error) {
    throw new ContextError(source, [
      `The file is not JSON: ${error instanceof Error ? error.message : String(error)}.`,
    ]);
  }
  const parsed = contextFile.safeParse(given);
  const shape = parsed.success ? [] : parsed.error.issues.flatMap((issue) => sentences(issue, given));
  const faults = [...shape, ...disagreements(given)];
  if (faults.length > 0 || !parsed.success) throw new ContextError(source, [...new Set(faults)]);
  return parsed.data;
}

function sentences(issue: z.core.$ZodIssue, given: unknown): string[] {
  const key = keyOf(issue.path);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((name) => `${keyOf([...issue.path, name])} is not a key of the context.`);
  if (valueAt(given, issue.path) === undefined) return [`${key} is missing.`];
  if (issue.code === 'invalid_type') return [`${key} must be ${NOUNS[issue.expected] ?? issue.expected}.`];
  if (issue.code === 'invalid_value')
    return [`${key} ${plain(issue.message, `must be ${issue.values.join(' or ')}`)}.`];
  if (issue.code === 'invalid_union' && issue.message === 'Invalid input')
    return [`${key} must have a port, and either a securityGroupId or a cidr.`];
  return [`${key} ${plain(issue.message, `is not right: ${issue.message}`)}.`];
}

const NOUNS: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
};

/** Our own messages complete the sentence; those of the library do not. */
function plain(message: string, otherwise: string): string {
  return message.startsWith('must ') ? message : otherwise;
}

function keyOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'The context' : path.map(String).join('.');
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    given,
  );
}

/** Longest text of an environment; a parameter holds 8 KB, and its places, limits and escapes come to it. */
const LONGEST_ENVIRONMENT = 7000;

/** What is wrong between keys. Read from the raw values, so that it is told along with what is wrong in single ones. */
function disagreements(given: unknown): string[] {
  const at = (path: string) => valueAt(given, path.split('.'));
  const list = (path: string) => {
    const value = at(path);
    return Array.isArray(value) ? value.map(String) : [];
  };
  const number = (path: string) => Number(at(path) ?? Number.NaN);
  const faults: string[] = [];
  for (const part of ['network', 'database']) {
    if (at(part) === undefined) continue;
    const ways = ['create', 'adopt'].filter((way) => at(`${part}.${way}`) !== undefined);
    if (ways.length !== 1)
      faults.push(`${part} must have either create or adopt${ways.length === 2 ? ', not both' : ''}.`);
  }
  for (const key of ['network.create.zones', 'network.create.taskZones', 'network.adopt.zones']) {
    const strange = list(key).find(
      (zone) => typeof at('region') === 'string' && !zone.startsWith(String(at('region'))),
    );
    if (strange) faults.push(`${key} must lie in ${String(at('region'))}, which ${strange} does not.`);
    if (new Set(list(key)).size < list(key).length) faults.push(`${key} must not name a zone twice.`);
  }
  const outside = list('network.create.taskZones').find((zone) => !list('network.create.zones').includes(zone));
  if (outside) faults.push(`network.create.taskZones must be among network.create.zones, which ${outside} is not.`);
  if (list('network.adopt.taskSubnetIds').length !== list('network.adopt.zones').length)
    faults.push('network.adopt.taskSubnetIds must have one subnet for each of network.adopt.zones.');
  for (const [least, most] of [
    ['database.create.leastCapacity', 'database.create.mostCapacity'],
    ['portal.bridgeTasks.least', 'portal.bridgeTasks.most'],
  ] as const) {
    if (number(least) > number(most)) faults.push(`${least} must not be above ${most}.`);
  }
  if (number('records.lockDays') > number('records.bucketDays'))
    faults.push('records.lockDays must not be above records.bucketDays, or nothing could be removed when it is due.');
  if (JSON.stringify(at('environment') ?? null).length > LONGEST_ENVIRONMENT)
    faults.push(
      `environment must be shorter than ${LONGEST_ENVIRONMENT} characters, or what Postern is told of it does not fit the 8 KB of a parameter.`,
    );
  const [cpu, memory] = [number('bastion.cpu'), number('bastion.memory')];
  if (memory < cpu * 2 || memory > cpu * 8)
    faults.push('bastion.memory must be two to eight times bastion.cpu, the only pairs Fargate offers.');
  return faults;
}
