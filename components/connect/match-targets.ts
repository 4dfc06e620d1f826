import type { EnvironmentGroup, TargetRow } from '@/lib/domain/targets/view';

/** Which targets Connect shows: all, those open at this moment, or one kind. */
export const targetChoices = ['all', 'open', 'databases', 'hosts', 'nodes'] as const;
export type TargetChoice = (typeof targetChoices)[number];

function isChosen(target: TargetRow, choice: TargetChoice): boolean {
  switch (choice) {
    case 'all':
      return true;
    case 'open':
      return target.access.state === 'open';
    case 'databases':
      return target.kind === 'database';
    case 'hosts':
      return target.kind === 'bastion' || target.kind === 'host';
    case 'nodes':
      return target.kind === 'node';
  }
}

/** How many targets each choice would show. */
export function countTargets(groups: readonly EnvironmentGroup[]): Record<TargetChoice, number> {
  const targets = groups.flatMap((group) => group.targets);
  const count = (choice: TargetChoice) => targets.filter((target) => isChosen(target, choice)).length;
  return {
    all: count('all'),
    open: count('open'),
    databases: count('databases'),
    hosts: count('hosts'),
    nodes: count('nodes'),
  };
}

/** The groups narrowed to what was typed and chosen: every word must be found in the target or its environment; empty groups go. */
export function matchTargets(
  groups: readonly EnvironmentGroup[],
  typed: string,
  choice: TargetChoice,
): EnvironmentGroup[] {
  const words = typed.toLowerCase().split(/\s+/u).filter(Boolean);
  return groups.flatMap((group) => {
    const targets = group.targets.filter((target) => {
      const text = `${target.name} ${target.address} ${target.note} ${group.name} ${group.region} ${group.accountId}`;
      const lower = text.toLowerCase();
      return isChosen(target, choice) && words.every((word) => lower.includes(word));
    });
    return targets.length > 0 ? [{ ...group, targets }] : [];
  });
}

/**
 * The targets of a long list that stand before "show the others": the first so many in their order, and whichever the reader has to
 * do with wherever they stand. Nothing is left out for the sake of two or three.
 */
export function firstTargets(targets: readonly TargetRow[], most: number, at: string | null): readonly TargetRow[] {
  if (targets.length <= most * 1.2) return targets;
  const isMine = ({ id, access, lastUsedAt }: TargetRow) =>
    id === at || lastUsedAt !== null || ['open', 'scheduled', 'waiting'].includes(access.state);
  return targets.filter((target, index) => index < most || isMine(target));
}
