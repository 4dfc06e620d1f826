'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { isAway, NodeStatus } from '@/components/connect/node-status';
import { CopyButton } from '@/components/ui/copy-button';
import { Glyph } from '@/components/ui/glyph';
import { Time } from '@/components/ui/time';
import type { RequestDetail } from '@/lib/domain/requests/view';
import { useLongDuration } from './long-duration';
import { whatCameOfIt } from './what-came-of-it';

const minuteMs = 60_000;

function Fact({ label, note, children }: { label: string; note?: ReactNode; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[108px_minmax(0,1fr)] gap-x-3 border-t border-line py-3 phone:grid-cols-[92px_minmax(0,1fr)]">
      <dt className="text-text-3">{label}</dt>
      <dd className="min-w-0">
        {children}
        {note ? <div className="mt-0.5 text-small text-text-3">{note}</div> : null}
      </dd>
    </div>
  );
}

/** What it opens, until when, for which ticket, what is unusual, and what starts for it or must be there; what is settled has no more to start. */
export function RequestFacts({ request, now }: { request: RequestDetail; now: number }) {
  const t = useTranslations('requests.facts');
  const long = useLongDuration();
  const { target, grant, minutes, startsAt, ticket, bastionRunning, command, document } = request;
  const isNode = target.kind === 'node';
  const machine = { kind: target.kind, node: request.node };
  const came = whatCameOfIt(request);
  const endsAt = grant?.endsAt ?? (startsAt ?? now) + minutes * minuteMs;
  const isNear = Math.abs(endsAt - now) < 12 * 60 * minuteMs;
  const until = <Time at={new Date(endsAt)} style={isNear ? 'clock' : 'planned'} className="font-semibold" />;
  return (
    <dl className="mt-6 border-b border-line">
      <Fact
        label={t('opens')}
        note={
          target.address === '' ? undefined : (
            <span className="flex items-center gap-1">
              <span className="min-w-0 truncate font-mono text-mono select-all" title={target.address}>
                {target.address}
              </span>
              <CopyButton text={target.address} what={t('theAddress')} />
            </span>
          )
        }
      >
        {t.rich(`kind.${command === null ? target.kind : 'command'}`, {
          target: target.name,
          strong: (chunks) => <strong className="font-semibold">{chunks}</strong>,
        })}
      </Fact>
      {command === null ? null : (
        <Fact label={t('runs')} note={t('runsNote')}>
          <span className="font-mono text-mono break-words whitespace-pre-wrap">{command}</span>
        </Fact>
      )}
      {document === null ? null : (
        <Fact label={t('document')}>
          <span className="font-mono text-mono break-words whitespace-pre-wrap">{document}</span>
        </Fact>
      )}
      {came === 'nothing' ? (
        <Fact label={t('askedFor')} note={t('nothingCame')}>
          {long(minutes)}
        </Fact>
      ) : (
        <Fact label={t('until')} note={t(came === 'over' ? 'isOver' : 'thenCloses')}>
          {t.rich(grant || startsAt !== null ? 'untilExactly' : 'untilAbout', { time: () => until })}
        </Fact>
      )}
      <Fact label={t('ticket')}>{ticket ?? <span className="text-text-3">{t('noTicket')}</span>}</Fact>
      <Fact label={t('worthKnowing')}>
        <WorthKnowing request={request} />
      </Fact>
      {came === null && isNode ? (
        <Fact label={t('node')} note={t(isAway(machine) ? 'nodeAwayNote' : 'nodeNote')}>
          <NodeStatus target={machine} className="text-body whitespace-normal" />
        </Fact>
      ) : null}
      {came === null && !isNode ? (
        <Fact label={t('bastion')} note={t(bastionRunning ? 'bastionUpNote' : 'bastionStartsNote')}>
          {t(bastionRunning ? 'bastionUp' : 'bastionStarts')}
        </Fact>
      ) : null}
    </dl>
  );
}

function WorthKnowing({ request }: { request: RequestDetail }) {
  const t = useTranslations('requests.facts');
  const long = useLongDuration();
  const { firstTimeOnTarget, grantsIn90Days, endedEarly, longerThanUsual } = request.worthKnowing;
  const unusual = [
    firstTimeOnTarget ? t('firstTime') : null,
    longerThanUsual ? t('longerThanUsual', { duration: long(request.minutes) }) : null,
    endedEarly > 0 ? t('endedEarly', { count: endedEarly }) : null,
  ].filter((sentence) => sentence !== null);
  const before = t('before', { count: grantsIn90Days });
  if (unusual.length === 0) return <span className="text-text-2">{t('nothingUnusual', { before })}</span>;
  return (
    <>
      <ul className="flex flex-col gap-0.5">
        {unusual.map((sentence) => (
          <li key={sentence} className="flex items-start gap-2 font-medium text-wait">
            <Glyph name="alert" className="mt-1" />
            {sentence}
          </li>
        ))}
      </ul>
      {firstTimeOnTarget ? null : <div className="mt-0.5 text-small text-text-3">{before}</div>}
    </>
  );
}
