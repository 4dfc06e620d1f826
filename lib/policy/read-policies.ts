import { createHash } from 'node:crypto';
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import { groupsNamed, readTerms, type Terms } from './annotations';
import { PolicyError, type PolicyFault } from './policy-error';
import { SCHEMA } from './schema';

/** One policy file as kept in the rows. */
export type PolicyFile = { name: string; text: string };

/** One policy within a set. */
export type KnownPolicy = {
  id: string;
  file: string;
  line: number;
  effect: 'permit' | 'forbid';
  annotations: Readonly<Record<string, string>>;
  terms: Terms;
  groups: readonly string[];
};

/** One version of the policies, checked and ready, or what stands in when the stored one cannot be used. */
export type PolicySet = {
  version: number;
  policies: ReadonlyMap<string, KnownPolicy>;
  /** Name under which Cedar keeps the parsed set. */
  parsedAs: string;
  /** Why nothing but repair is allowed; null when the set is sound. */
  broken: Error | null;
};

const MOST_TEXT = 500_000;

type Found = KnownPolicy & { text: string };

/**
 * Parses, checks against the schema and keeps one version of the policies; throws PolicyError with every fault. A policy's id is its
 * `@id`, or else "file#n". Repeating it for the same text costs no more memory.
 */
export function readPolicies(version: number, files: readonly PolicyFile[]): PolicySet {
  const faults: PolicyFault[] = [];
  if (files.reduce((sum, file) => sum + file.text.length, 0) > MOST_TEXT)
    throw new PolicyError([{ file: 'policies', line: null, message: `are longer than ${MOST_TEXT} characters` }]);
  const found = files.flatMap((file) => readFile(file, faults));
  findDoubles(files, found, faults);
  if (faults.length === 0) validate(found, faults);
  if (faults.length > 0) throw new PolicyError(faults);

  const staticPolicies = Object.fromEntries(found.map((policy) => [policy.id, policy.text]));
  // Named by content, not by version: Next and the server may load this file twice and still share Cedar's one memory.
  const parsedAs = createHash('sha256').update(JSON.stringify(staticPolicies)).digest('hex');
  const kept = cedar.preparsePolicySet(parsedAs, { staticPolicies });
  if (kept.type === 'failure')
    throw new PolicyError(kept.errors.map(({ message }) => ({ file: 'policies', line: null, message })));
  const policies = new Map(found.map(({ text: _, ...policy }) => [policy.id, policy]));
  return { version, policies, parsedAs, broken: null };
}

/** Stands in for policies that cannot be read: denies everything but administration by the group administrators, so that they can repair it. */
export function brokenPolicies(error: Error): PolicySet {
  return { version: 0, policies: new Map(), parsedAs: '', broken: error };
}

function readFile(file: PolicyFile, faults: PolicyFault[]): Found[] {
  const disguise = file.text.search(/[\u202a-\u202e\u2066-\u2069]/);
  if (disguise >= 0) {
    const line = lineAt(file.text, disguise);
    faults.push({
      file: file.name,
      line,
      message: 'has a character that makes text read in another order than it is written',
    });
  }
  const parts = cedar.policySetTextToParts(file.text);
  if (parts.type === 'failure') {
    for (const error of parts.errors) faults.push(faultOf(file.name, file.text, 0, error));
    return [];
  }
  for (const template of parts.policy_templates) {
    const line = lineAt(file.text, Math.max(0, file.text.indexOf(template)));
    faults.push({ file: file.name, line, message: 'has a slot such as ?principal; templates are not used here' });
  }
  // Cedar gives the parts sorted by id ("policy10" before "policy2") and without their places: find each in the text again.
  const taken = new Set<number>();
  return parts.policies
    .map((text) => {
      let at = file.text.indexOf(text);
      while (at >= 0 && taken.has(at)) at = file.text.indexOf(text, at + 1);
      taken.add(at);
      return { text, at: Math.max(0, at) };
    })
    .sort((one, other) => one.at - other.at)
    .flatMap(({ text, at }, index) => {
      const line = lineAt(file.text, at);
      const json = cedar.policyToJson(text);
      if (json.type === 'failure') {
        for (const error of json.errors) faults.push(faultOf(file.name, text, line - 1, error));
        return [];
      }
      const { terms, faults: wrong } = readTerms(json.json);
      for (const message of wrong) faults.push({ file: file.name, line, message });
      const annotations = json.json.annotations ?? {};
      const id = annotations.id ?? `${file.name}#${index + 1}`;
      const { effect } = json.json;
      return [{ id, file: file.name, line, effect, annotations, terms, groups: groupsNamed(json.json), text }];
    });
}

function findDoubles(files: readonly PolicyFile[], found: readonly Found[], faults: PolicyFault[]): void {
  files.forEach((file, at) => {
    if (files.findIndex((other) => other.name === file.name) < at)
      faults.push({ file: file.name, line: null, message: 'is there twice' });
  });
  const first = new Map<string, Found>();
  for (const policy of found) {
    const other = first.get(policy.id);
    if (other) {
      const message = `@id("${policy.id}") is already used in ${other.file}:${other.line}`;
      faults.push({ file: policy.file, line: policy.line, message });
    } else first.set(policy.id, policy);
  }
}

function validate(found: readonly Found[], faults: PolicyFault[]): void {
  const staticPolicies = Object.fromEntries(found.map((policy) => [policy.id, policy.text]));
  const answer = cedar.validate({ schema: SCHEMA, policies: { staticPolicies } });
  if (answer.type === 'failure') {
    for (const { message } of answer.errors) faults.push({ file: 'policies', line: null, message });
    return;
  }
  // Cedar only warns of a policy that can never apply: a forbid of that kind would protect nothing, unnoticed. Names in two scripts are
  // the one warning let through, since a Japanese group name with a Latin suffix is no fault.
  const warnings = answer.validationWarnings.filter(({ error }) => !error.message.endsWith('contains mixed scripts'));
  for (const { policyId, error } of [...answer.validationErrors, ...warnings]) {
    const policy = found.find((one) => one.id === policyId);
    faults.push(
      policy
        ? faultOf(policy.file, policy.text, policy.line - 1, error)
        : { file: 'policies', line: null, message: error.message },
    );
  }
}

function faultOf(file: string, text: string, linesBefore: number, error: cedar.DetailedError): PolicyFault {
  const place = error.sourceLocations?.[0];
  const line = place ? linesBefore + lineAt(text, indexOfByte(text, place.start)) : null;
  const more = [place?.label, error.help].filter(Boolean).join('; ');
  return { file, line, message: more ? `${error.message} (${more})` : error.message };
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

// Cedar counts bytes of UTF-8, JavaScript counts UTF-16 units.
function indexOfByte(text: string, byte: number): number {
  return new TextDecoder().decode(new TextEncoder().encode(text).subarray(0, byte)).length;
}
