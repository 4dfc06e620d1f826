import type { TargetRow } from '@/lib/domain/targets/view';

/** What a target is called where its name alone may be another's as well: a machine with its id, since anybody may name one. */
export function calledTarget({ name, kind, address }: Pick<TargetRow, 'name' | 'kind' | 'address'>): string {
  return kind === 'node' && name !== address ? `${name} ${address}` : name;
}
