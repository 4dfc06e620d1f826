'use client';

import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { EnvironmentTag } from '@/components/ui/environment-tag';
import { FilterField } from '@/components/ui/filter-field';
import { Sheet } from '@/components/ui/sheet';
import { Status } from '@/components/ui/status';
import type { EnvironmentGroup, TargetRow } from '@/lib/domain/targets/view';
import { useAccessWords } from './access-words';
import { matchTargets } from './match-targets';
import { isAway, NodeStatus } from './node-status';
import { TargetIcon } from './target-icon';

const canAsk = ({ access }: TargetRow) => access.state !== 'closed' && access.state !== 'waiting';

/** Which target to ask for, when none was chosen yet: type, arrows, Enter. */
export function ChooseTarget({
  groups,
  choose,
  close,
}: {
  groups: readonly EnvironmentGroup[];
  choose: (target: TargetRow) => void;
  close: () => void;
}) {
  const t = useTranslations('connect');
  const words = useAccessWords();
  const [typed, setTyped] = useState('');
  const list = useRef<HTMLUListElement>(null);
  const found = matchTargets(groups, typed, 'all').flatMap((group) =>
    group.targets.filter(canAsk).map((target) => ({ group, target })),
  );
  const move = (step: 1 | -1) => {
    const rows = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = rows.findIndex((row) => row.matches(':focus'));
    rows[Math.min(Math.max(at + step, 0), rows.length - 1)]?.focus();
  };
  return (
    <Sheet
      open
      onOpenChange={(open) => {
        if (!open) close();
      }}
      title={t('requestAccess')}
      subtitle={t('chooseTarget')}
      onOpenAutoFocus={(event) => {
        const sheet = event.target;
        const field = sheet instanceof HTMLElement ? sheet.querySelector('input') : null;
        if (!field) return;
        event.preventDefault();
        field.focus();
      }}
    >
      <search
        className="flex min-h-0 flex-col gap-3"
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            move(event.key === 'ArrowDown' ? 1 : -1);
          } else if (event.key === 'Enter' && event.target instanceof HTMLInputElement && found[0]) {
            event.preventDefault();
            choose(found[0].target);
          }
        }}
      >
        <FilterField
          label={t('filter', { count: found.length })}
          value={typed}
          onValueChange={setTyped}
          keyHint={null}
          className="w-full"
        />
        <ul ref={list} className="-mx-2">
          {found.map(({ group, target }) => {
            const { word, ...shape } = words(target.access);
            return (
              <li key={target.id}>
                <button
                  type="button"
                  onClick={() => choose(target)}
                  className="flex min-h-(--h-row) w-full items-center gap-3 rounded-ctl px-2 text-left transition-colors hover:bg-hover phone:min-h-(--h-two) phone:flex-wrap phone:gap-y-1 phone:py-2"
                >
                  <span className="shrink-0 text-text-3">
                    <TargetIcon target={target} />
                  </span>
                  <span className="flex min-w-0 flex-col phone:basis-[calc(100%-28px)]">
                    <span className="truncate font-medium">{target.name}</span>
                    {target.kind === 'node' ? (
                      <span className="truncate font-mono text-mono text-text-3">{target.address}</span>
                    ) : null}
                  </span>
                  <EnvironmentTag kind={group.kind} className="phone:ml-7">
                    {group.name}
                  </EnvironmentTag>
                  <span className="ml-auto flex flex-col items-end">
                    <Status {...shape}>{word}</Status>
                    {isAway(target) ? <NodeStatus target={target} /> : null}
                  </span>
                </button>
              </li>
            );
          })}
        </ul>
        {found.length === 0 ? <p className="text-small text-text-3">{t('nothingToAsk')}</p> : null}
      </search>
    </Sheet>
  );
}
