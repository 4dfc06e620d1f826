'use client';

import { Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Act } from '@/components/frame/act';
import { Page } from '@/components/frame/page';
import { useHotkeys, useRowKeys } from '@/components/frame/use-hotkeys';
import { usePendingAct } from '@/components/frame/use-pending-act';
import { AskSheet } from '@/components/requests/ask-sheet';
import type { RequestText, SentRequest } from '@/components/requests/use-request-form';
import { useSentNews } from '@/components/requests/use-sent-news';
import { type WithdrawAct, WithdrawDialog } from '@/components/requests/withdraw-dialog';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { EmptyState } from '@/components/ui/empty-state';
import { FieldError } from '@/components/ui/field';
import { FilterField } from '@/components/ui/filter-field';
import { SectionHead } from '@/components/ui/section-head';
import type { RequestRow } from '@/lib/domain/requests/view';
import type { EnvironmentGroup, RequestOffer, TargetRow } from '@/lib/domain/targets/view';
import type { TerminalRow } from '@/lib/domain/terminals/view';
import { usePictures } from '../terminals/use-pictures';
import { calledTarget } from './called-target';
import { ChooseTarget } from './choose-target';
import { ConnectAside } from './connect-aside';
import { EnvironmentCard } from './environment-card';
import { firstSize } from './first-size';
import { countTargets, matchTargets, type TargetChoice, targetChoices } from './match-targets';
import type { TargetActs } from './target-line';
import { TerminalCard } from './terminal-card';
import { useFolded } from './use-folded';

/** The verbs of Connect. */
export type ConnectActs = {
  submit: Act<RequestText, SentRequest>;
  withdraw: WithdrawAct;
  openTerminal: Act<{ targetId: string; cols: number; rows: number }, { terminalId: string }>;
};

const mostCards = 9;

/** Home: what I am in, what I can reach, and what I could ask for. */
export function ConnectScreen({
  groups,
  terminals,
  waiting,
  recordings,
  offer,
  ask,
  at,
  myGroups,
  acts,
}: {
  groups: readonly EnvironmentGroup[];
  /** My live terminals, newest first. */
  terminals: readonly TerminalRow[];
  waiting: readonly RequestRow[];
  /** My last few ended terminals. */
  recordings: readonly TerminalRow[];
  /** What a yes takes for the target that is asked for; null when none is. */
  offer: RequestOffer | null;
  /** Target id of the open request sheet, or `choose`; null while it is closed. */
  ask: string | null;
  /** Target the cursor starts on. */
  at: string | null;
  myGroups: readonly string[];
  acts: ConnectActs;
}) {
  const t = useTranslations('connect');
  const router = useRouter();
  const list = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState('');
  const [choice, setChoice] = useState<TargetChoice>('all');
  const { isFolded, toggle } = useFolded();
  const [withdrawing, setWithdrawing] = useState<{ id: string; number: number; target: string } | null>(null);
  // The sheet opens before the server has answered with its offer; the address catches up.
  const [asking, setAsking] = useState(ask);
  const [addressed, setAddressed] = useState(ask);
  if (addressed !== ask) {
    setAddressed(ask);
    setAsking(ask);
  }
  const [openingId, setOpeningId] = useState<string | null>(null);
  const opening = usePendingAct();
  const { tellSent, tellAllowed, tellWithdrawn } = useSentNews();
  const pictures = usePictures(terminals);

  const counts = useMemo(() => countTargets(groups), [groups]);
  const shown = useMemo(() => matchTargets(groups, typed, choice), [groups, typed, choice]);
  const isFiltered = typed.trim() !== '' || choice !== 'all';
  const findTarget = (id: string | null) => {
    for (const environment of groups) {
      const target = environment.targets.find((one) => one.id === id);
      if (target) return { target, environment };
    }
    return null;
  };

  const goAsk = (id: string) => {
    setAsking(id);
    router.push(`/?ask=${id}`, { scroll: false });
  };
  const closeSheet = () => {
    setAsking(null);
    if (ask !== null) router.replace('/', { scroll: false });
  };
  const openTerminal = (targetId: string) => {
    setOpeningId(targetId);
    opening.run(
      () => acts.openTerminal({ targetId, ...firstSize(window) }),
      ({ terminalId }) => router.push(`/terminals/${terminalId}`),
    );
  };
  const targetActs: TargetActs = {
    open: (target) => openTerminal(target.id),
    ask: (target) => goAsk(target.id),
    look: (requestId) => router.push(`/requests/${requestId}`),
    withdraw: (target) => {
      const { access } = target;
      if (access.state === 'waiting')
        setWithdrawing({ id: access.requestId, number: access.requestNumber, target: calledTarget(target) });
    },
  };

  useRowKeys(list);
  const underCursor = (): string | null =>
    document.activeElement?.closest('[data-target]')?.getAttribute('data-target') ?? null;
  useHotkeys({
    r: () => goAsk(underCursor() ?? 'choose'),
    '[': () => {
      const group = findTarget(underCursor())?.environment.id;
      const head = document.activeElement?.closest('[data-group]')?.getAttribute('data-group');
      const id = group ?? head ?? shown[0]?.id;
      if (id) toggle(id);
    },
    ...Object.fromEntries(
      terminals
        .slice(0, mostCards)
        .map((terminal, index) => [String(index + 1), () => router.push(`/terminals/${terminal.id}`)]),
    ),
  });
  useEffect(() => {
    if (at) list.current?.querySelector<HTMLElement>(`[data-target="${CSS.escape(at)}"] [data-list-row]`)?.focus();
  }, [at]);

  const asked = findTarget(asking);
  const askedOffer = offer && offer.target.id === asking ? offer : null;

  return (
    <Page
      title={t('title')}
      filter={<FilterField label={t('filter', { count: counts.all })} value={typed} onValueChange={setTyped} />}
      chips={targetChoices
        .filter((one) => one !== 'nodes' || counts.nodes > 0)
        .map((one) => (
          <Chip
            key={one}
            pressed={choice === one}
            count={one === 'all' || one === 'open' ? counts[one] : undefined}
            onClick={() => setChoice(one)}
          >
            {t(`choice.${one}`)}
          </Chip>
        ))}
      acts={
        <Button icon={Plus} keyHint="r" aria-haspopup="dialog" className="phone:hidden" onClick={() => goAsk('choose')}>
          {t('requestAccess')}
        </Button>
      }
      aside={<ConnectAside waiting={waiting} recordings={recordings} />}
      asideLabel={t('asideLabel')}
    >
      {opening.problem ? (
        <div role="alert" className="mb-4 rounded-card border border-bad/45 bg-bad-wash px-4 pt-1.5 pb-3">
          <FieldError>{opening.problem}</FieldError>
        </div>
      ) : null}
      {terminals.length > 0 ? (
        <section aria-label={t('youAreIn')} className="mb-5">
          <SectionHead count={terminals.length}>{t('youAreIn')}</SectionHead>
          <div className="mt-2.5 grid grid-cols-[repeat(auto-fill,minmax(min(100%,340px),1fr))] gap-3 phone:-mx-4 phone:flex phone:snap-x phone:scroll-px-4 phone:overflow-x-auto phone:px-4 phone:pb-1">
            {terminals.map((terminal, index) => (
              <TerminalCard
                key={terminal.id}
                terminal={terminal}
                picture={pictures.get(terminal.id) ?? null}
                position={index + 1}
              />
            ))}
          </div>
        </section>
      ) : null}
      <div ref={list} className="flex flex-col gap-3">
        {shown.map((group) => (
          <EnvironmentCard
            key={group.id}
            group={group}
            total={groups.find(({ id }) => id === group.id)?.targets.length ?? group.targets.length}
            myGroups={myGroups}
            at={at}
            folded={!isFiltered && isFolded(group.id)}
            onFold={() => toggle(group.id)}
            openingId={opening.pending ? openingId : null}
            acts={targetActs}
          />
        ))}
      </div>
      {groups.length === 0 ? <EmptyState title={t('empty.title')}>{t('empty.text')}</EmptyState> : null}
      {groups.length > 0 && shown.length === 0 ? (
        <EmptyState
          title={typed.trim() === '' ? t('noneChosen') : t('noMatchTitle', { query: typed.trim() })}
          act={
            <Button
              onClick={() => {
                setTyped('');
                setChoice('all');
              }}
            >
              {t('clearFilter', { count: counts.all })}
            </Button>
          }
        />
      ) : null}
      {asking === 'choose' ? (
        <ChooseTarget groups={groups} choose={(target: TargetRow) => goAsk(target.id)} close={closeSheet} />
      ) : null}
      {asked ? (
        <AskSheet
          asked={asked}
          offer={askedOffer}
          myGroups={myGroups}
          close={closeSheet}
          send={acts.submit}
          following={opening.pending}
          onSent={(sent, how, { target, medianAnswerMinutes }) => {
            if (!sent.opened) tellSent(sent, how.asked, medianAnswerMinutes);
            else if (how.later) tellAllowed(sent);
            else return openTerminal(target.id);
            closeSheet();
            router.refresh();
          }}
        />
      ) : null}
      <WithdrawDialog
        request={withdrawing}
        withdraw={acts.withdraw}
        close={() => setWithdrawing(null)}
        onWithdrawn={(number) => {
          tellWithdrawn(number);
          router.refresh();
        }}
      />
    </Page>
  );
}
