import { type Input, optionalString } from './input';
import { ServiceError } from './service-error';

/** What a service's model says of a string: how long it is, what form it has, which words it is one of. */
export interface Constraint {
  least?: number;
  most?: number;
  form?: RegExp;
  words?: readonly string[];
}

/** Reads a string member that fits its constraint, or undefined when absent; `within` is the path of the structure it is in. */
export function optionalMember(input: Input, name: string, constraint: Constraint, within = ''): string | undefined {
  const value = optionalString(input, name, (message) => new ServiceError('SerializationException', message));
  if (value !== undefined) checkConstraint(value, pathOf(name, within), constraint);
  return value;
}

/** Reads a string member that must be there and fit its constraint. */
export function requiredMember(input: Input, name: string, constraint: Constraint, within = ''): string {
  const value = optionalMember(input, name, constraint, within);
  if (value === undefined) throw missing(pathOf(name, within));
  return value;
}

/** Refuses a request without a member, of whatever type, that must be there. */
export function checkPresent(input: Input, name: string): void {
  if (input[name] === undefined || input[name] === null) throw missing(pathOf(name, ''));
}

/** Refuses a string that its model does not allow, in the words that AWS's services have in common. */
export function checkConstraint(value: string, path: string, { least = 0, most, form, words }: Constraint): void {
  const refuse = (rule: string) => violation(`'${value}'`, path, `Member must ${rule}`);
  if (value.length < least) throw refuse(`have length greater than or equal to ${least}`);
  if (most !== undefined && value.length > most) throw refuse(`have length less than or equal to ${most}`);
  if (form && !form.test(value)) {
    throw refuse(`satisfy regular expression pattern: ${form.source.replaceAll('\\/', '/')}`);
  }
  if (words && !words.includes(value)) throw refuse(`satisfy enum value set: [${words.join(', ')}]`);
}

/** Refuses a list of which the model allows no such number of items. */
export function checkCount(count: number, path: string, least: number, most: number): void {
  if (count < least) throw violation('[]', path, `Member must have length greater than or equal to ${least}`);
  if (count > most)
    throw violation(`a list of ${count}`, path, `Member must have length less than or equal to ${most}`);
}

function missing(path: string): ServiceError {
  return violation('null', path, 'Member must not be null');
}

function violation(shown: string, path: string, rule: string): ServiceError {
  return new ServiceError(
    'ValidationException',
    `1 validation error detected: Value ${shown} at '${path}' failed to satisfy constraint: ${rule}`,
  );
}

function pathOf(name: string, within: string): string {
  return `${within}${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}
