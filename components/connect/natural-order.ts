import type { Locale } from '@/components/ui/locale';
import type { EnvironmentGroup, TargetRow } from '@/lib/domain/targets/view';

/**
 * The targets of each group as people look for them: what the file names in the order of the file, then nodes that were found, by name as
 * the reader's language has it and numbers by their value. Nodes of one name stand by their ids.
 */
export function inNaturalOrder(groups: readonly EnvironmentGroup[], locale: Locale): EnvironmentGroup[] {
  const { compare } = new Intl.Collator(locale, { numeric: true });
  const byName = (one: TargetRow, other: TargetRow) =>
    compare(one.name, other.name) || compare(one.address, other.address);
  return groups.map((group) => ({
    ...group,
    targets: [
      ...group.targets.filter(({ isFound }) => !isFound),
      ...group.targets.filter(({ isFound }) => isFound).sort(byName),
    ],
  }));
}
