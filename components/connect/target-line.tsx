'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { dotted } from '@/components/ui/dots';
import { ListRow } from '@/components/ui/list-row';
import { Popover } from '@/components/ui/popover';
import { Status } from '@/components/ui/status';
import { Time } from '@/components/ui/time';
import type { TargetRow } from '@/lib/domain/targets/view';
import { useAccessWords } from './access-words';
import { calledTarget } from './called-target';
import { isAway, NodeStatus } from './node-status';
import { TargetAddress } from './target-address';
import { TargetIcon } from './target-icon';

/** What can be done with a target from its row. */
export type TargetActs = {
  open: (target: TargetRow) => void;
  ask: (target: TargetRow) => void;
  withdraw: (target: TargetRow) => void;
  look: (requestId: string) => void;
};

/** One target: what it is, where it is, how I stand with it, and the one act that follows from that. */
export function TargetLine({
  target,
  myGroups,
  opening,
  acts,
}: {
  target: TargetRow;
  myGroups: readonly string[];
  /** Its terminal is being opened. */
  opening: boolean;
  acts: TargetActs;
}) {
  const t = useTranslations('connect');
  const words = useAccessWords();
  const [explaining, setExplaining] = useState(false);
  const { access } = target;
  const { word, ...shape } = words(access);
  const isNode = target.kind === 'node';
  const away = isAway(target);

  const onOpen = () => {
    switch (access.state) {
      case 'open':
        return acts.open(target);
      case 'atOnce':
      case 'ask':
        return acts.ask(target);
      case 'waiting':
      case 'scheduled':
        return acts.look(access.requestId);
      case 'closed':
        return setExplaining(true);
    }
  };

  return (
    <li data-target={target.id}>
      <ListRow
        className="first:border-t"
        icon={<TargetIcon target={target} />}
        title={
          <span className="relative z-1" title={target.name}>
            {target.name}
          </span>
        }
        onOpen={onOpen}
        trailing={
          <span className="flex w-[164px] flex-col phone:w-auto">
            {/* Whoever may tag a machine names it: the id is there on a phone too. */}
            {isNode ? (
              <span className="hidden font-mono text-mono text-text-3 phone:block">{target.address}</span>
            ) : null}
            <Status {...shape}>{word}</Status>
            {away ? <NodeStatus target={target} /> : null}
          </span>
        }
        acts={
          <span className="flex w-[108px] justify-end phone:w-auto">
            <RowAct
              target={target}
              opening={opening}
              acts={acts}
              explaining={explaining}
              setExplaining={setExplaining}
              myGroups={myGroups}
            />
          </span>
        }
      >
        <TargetAddress address={target.address} />
        <span className="flex w-[112px] shrink-0 flex-col text-small text-text-3" title={target.note}>
          <span className="truncate">{dotted([target.note])}</span>
          {away ? null : <NodeStatus target={target} className="text-fine font-normal text-text-3" />}
        </span>
        <span className="w-[62px] shrink-0 text-right text-small text-text-3">
          {target.lastUsedAt === null ? t('neverUsed') : <Time at={new Date(target.lastUsedAt)} />}
        </span>
      </ListRow>
    </li>
  );
}

function RowAct({
  target,
  opening,
  acts,
  explaining,
  setExplaining,
  myGroups,
}: {
  target: TargetRow;
  opening: boolean;
  acts: TargetActs;
  explaining: boolean;
  setExplaining: (open: boolean) => void;
  myGroups: readonly string[];
}) {
  const t = useTranslations('connect');
  const { access } = target;
  const called = calledTarget(target);
  switch (access.state) {
    case 'open':
      return (
        <Button
          size="small"
          variant="primary"
          busy={opening}
          aria-label={t('act.openOn', { target: called })}
          onClick={() => acts.open(target)}
        >
          {t('act.open')}
        </Button>
      );
    case 'atOnce':
      return (
        <Button
          size="small"
          aria-label={t('act.openOn', { target: called })}
          aria-haspopup="dialog"
          onClick={() => acts.ask(target)}
        >
          {t('act.openAtOnce')}
        </Button>
      );
    case 'ask':
      return (
        <Button
          size="small"
          aria-label={t('act.requestFor', { target: called })}
          aria-haspopup="dialog"
          onClick={() => acts.ask(target)}
        >
          {t('act.request')}
        </Button>
      );
    case 'waiting':
      return (
        <Button
          size="small"
          variant="ghost"
          aria-label={t('act.withdrawFor', { target: called })}
          aria-haspopup="dialog"
          onClick={() => acts.withdraw(target)}
        >
          {t('act.withdraw')}
        </Button>
      );
    case 'scheduled':
      return (
        <Button size="small" variant="ghost" onClick={() => acts.look(access.requestId)}>
          {t('act.look', { number: access.requestNumber })}
        </Button>
      );
    case 'closed': {
      const groups = access.openTo.join(', ');
      const mine = myGroups.join(', ');
      return (
        <Popover
          label={t('act.whyNotFor', { target: called })}
          align="end"
          open={explaining}
          onOpenChange={setExplaining}
          trigger={
            <Button size="small" variant="ghost" aria-label={t('act.whyNotFor', { target: called })}>
              {t('act.whyNot')}
            </Button>
          }
        >
          <p>
            {groups === ''
              ? t('openToNobody', { target: target.name })
              : mine === ''
                ? t('notYoursNoGroups', { target: target.name, groups })
                : t('notYours', { target: target.name, groups, mine })}
          </p>
          <p className="mt-2 text-small text-text-3">{t('whoCanChange')}</p>
        </Popover>
      );
    }
  }
}
