'use client';

import { ChevronDown, ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { EnvironmentTag } from '@/components/ui/environment-tag';
import { iconStroke } from '@/components/ui/icon';
import { ListCard, ListCardHead } from '@/components/ui/list-row';
import { Status } from '@/components/ui/status';
import type { EnvironmentGroup } from '@/lib/domain/targets/view';
import { firstTargets } from './match-targets';
import { type TargetActs, TargetLine } from './target-line';

/** More rows at once than this are no list anybody reads; the filter finds the rest as well. */
const MOST_ROWS = 25;

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
  at,
  openingId,
  acts,
}: {
  group: EnvironmentGroup;
  /** How many targets it has when nothing is filtered. */
  total: number;
  myGroups: readonly string[];
  folded: boolean;
  onFold: () => void;
  /** A target that is shown however long the list is. */
  at: string | null;
  /** The target whose terminal is being opened. */
  openingId: string | null;
  acts: TargetActs;
}) {
  const t = useTranslations('connect');
  const Chevron = folded ? ChevronRight : ChevronDown;
  const listId = `targets-${group.id}`;
  const list = useRef<HTMLUListElement>(null);
  const [isLong, setIsLong] = useState(false);
  const rows = isLong ? group.targets : firstTargets(group.targets, MOST_ROWS, at);
  const others = group.targets.length - rows.length;
  const showOthers = () => {
    flushSync(() => setIsLong(true));
    // The button that was pressed is gone; the cursor goes on with the first row that was not there.
    list.current?.children[MOST_ROWS]?.querySelector<HTMLElement>('[data-list-row]')?.focus();
  };
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
      <ul ref={list} id={listId} hidden={folded}>
        {rows.map((target) => (
          <TargetLine
            key={target.id}
            target={target}
            myGroups={myGroups}
            opening={openingId === target.id}
            acts={acts}
          />
        ))}
        {others > 0 ? (
          <li>
            <button
              type="button"
              data-list-row
              onClick={showOthers}
              className="flex h-(--h-row) w-full items-center gap-2 border-t border-line px-3.5 text-left font-medium text-text-2 transition-colors hover:bg-hover hover:text-text phone:min-h-11"
            >
              <ChevronDown size={16} strokeWidth={iconStroke} aria-hidden />
              {t('showOthers', { count: others })}
            </button>
          </li>
        ) : null}
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
