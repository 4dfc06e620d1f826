import type { CloudError } from '../cloud-error';
import type { Seen } from './environment-facts';

export type Check =
  | 'identity'
  | 'account'
  | 'clock'
  | 'places'
  | 'cluster'
  | 'sessionLog'
  | 'lineKey'
  | 'taskDefinition'
  | 'taskRoles'
  | 'container'
  | 'initProcess'
  | 'disk'
  | 'containerLog'
  | 'operator'
  | 'document';

/** What one check came to: a sentence, and what to do about it unless all is well. */
export type Finding = { check: Check } & (
  | { state: 'ok'; says: string; act: null }
  | { state: 'warning' | 'fault'; says: string; act: string }
);

/** A check that found all well. */
export const fine = (check: Check, says: string): Finding => ({ check, state: 'ok', says, act: null });
/** What works, and should be otherwise. */
export const warning = (check: Check, says: string, act: string): Finding => ({ check, state: 'warning', says, act });
/** What will not work. */
export const fault = (check: Check, says: string, act: string): Finding => ({ check, state: 'fault', says, act });

/** The findings of what was read, or the one finding that it is not there or could not be read. */
export function read<Value>(
  check: Check,
  call: string,
  seen: Seen<Value>,
  missing: { says: string; act: string },
  examine: (value: Value) => Finding[],
): Finding[] {
  if ('error' in seen) return [unread(check, call, seen.error)];
  return seen.value === null ? [fault(check, missing.says, missing.act)] : examine(seen.value);
}

const UNREAD: Record<CloudError['kind'], { says: (call: string) => string; act: string }> = {
  denied: {
    says: (call) => `AWS refused ${call}`,
    act: 'Give Postern credentials of this account whose role has that right (infra/README.md, Roles).',
  },
  throttled: {
    says: (call) => `AWS was too busy to answer ${call}`,
    act: 'Run this again in a minute; it says nothing about the environment.',
  },
  unreachable: {
    says: (call) => `AWS was not reached for ${call}`,
    act: 'Look at the way from here to the service: its endpoint, the groups, the proxy.',
  },
  notFound: { says: (call) => `${call} found nothing`, act: 'Put the name in the environment right.' },
  notReady: { says: (call) => `${call} was not ready`, act: 'Run this again in a minute.' },
  rejected: {
    says: (call) => `AWS did not take what ${call} was asked`,
    act: 'Put the name in the environment right.',
  },
  unknown: { says: (call) => `${call} failed`, act: 'Run this again; report the code if it stays.' },
};

function unread(check: Check, call: string, error: CloudError): Finding {
  const { says, act } = UNREAD[error.kind];
  return fault(check, `${says(call)} (${error.code}).`, act);
}
