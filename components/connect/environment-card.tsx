'use client';

import { ChevronDown, ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { EnvironmentTag } from '@/components/ui/environment-tag';
import { iconStroke } from '@/components/ui/icon';
import { ListCard, ListCardHead } from '@/components/ui/list-row';
import { Status } from '@/components/ui/status';
import type { EnvironmentGroup } from '@/lib/domain/targets/view';
import { type TargetActs, TargetLine } from './target-line';

/** An account number in the groups of four that people read aloud. */
export function readableAccount(accountId: string): string {
  return accountId.replace(/(\d{4})(?=\d)/g, '$1-');
}

/** One environment with its targets; its head stays when it is folded. */
export function EnvironmentCard({
  group,
  total,
  myGroups,
  folded,
  onFold,
  openingId,
  acts,
}: {
  group: EnvironmentGroup;
  /** How many targets it has when nothing is filtered. */
  total: number;
  myGroups: readonly string[];
  folded: boolean;
  onFold: () => void;
  /** The target whose terminal is being opened. */
  openingId: string | null;
  acts: TargetActs;
}) {
  const t = useTranslations('connect');
  const Chevron = folded ? ChevronRight : ChevronDown;
  const listId = `targets-${group.id}`;
  return (
    <ListCard environment={group.kind} label={group.name} className="overflow-clip">
      <div data-group={group.id} className="relative phone:sticky phone:top-0 phone:z-2 phone:bg-raised">
        <ListCardHead environment={group.kind}>
          <h2 className="flex">
            <EnvironmentTag kind={group.kind}>{group.name}</EnvironmentTag>
          </h2>
          <span className="min-w-0 truncate phone:hidden">
            {group.region}
            <span className="mx-1">·</span>
            {readableAccount(group.accountId)}
          </span>
          <span className="whitespace-nowrap text-text-3">
            {group.targets.length === total
              ? t('targets', { count: total })
              : t('targetsOf', { count: group.targets.length, total })}
          </span>
          <span className="ml-auto flex items-center gap-2">
            {group.bastion ? <BastionStatus bastion={group.bastion} /> : null}
            <button
              type="button"
              aria-expanded={!folded}
              aria-controls={listId}
              aria-keyshortcuts="["
              aria-label={t(folded ? 'unfold' : 'fold', { environment: group.name })}
              onClick={onFold}
              className="-mr-1.5 grid size-[26px] place-items-center rounded-ctl text-text-3 transition-colors hover:bg-hover hover:text-text phone:size-11"
            >
              <Chevron size={16} strokeWidth={iconStroke} aria-hidden />
            </button>
          </span>
        </ListCardHead>
      </div>
      <ul id={listId} hidden={folded}>
        {group.targets.map((target) => (
          <TargetLine
            key={target.id}
            target={target}
            myGroups={myGroups}
            opening={openingId === target.id}
            acts={acts}
          />
        ))}
      </ul>
    </ListCard>
  );
}

function BastionStatus({ bastion }: { bastion: NonNullable<EnvironmentGroup['bastion']> }) {
  const t = useTranslations('connect');
  switch (bastion.state) {
    case 'running':
      return (
        <Status tone="ok" glyph="living">
          {t('bastionUp')}
        </Status>
      );
    case 'launching':
      return (
        <Status tone="info" glyph="underway">
          {t('bastionLaunching')}
        </Status>
      );
    case 'none':
      return (
        <Status tone="idle" glyph="ring">
          {t('bastionStarts', { seconds: bastion.startsInSeconds })}
        </Status>
      );
  }
}
