'use client';

import { useLocale, useTranslations } from 'next-intl';
import { isAway, NodeStatus } from '@/components/connect/node-status';
import { AvatarStack } from '@/components/ui/avatar';
import { Door } from '@/components/ui/door';
import { formatDuration } from '@/components/ui/duration';
import type { RequestOffer } from '@/lib/domain/targets/view';

const minuteMs = 60_000;

/** Who has to agree for this long, how fast they usually do, and what will be on record. */
export function WhatAYesTakes({ offer, rule }: { offer: RequestOffer; rule: RequestOffer['rules'][number] | null }) {
  const t = useTranslations('requests.form');
  const locale = useLocale();
  const { target, medianAnswerMinutes, policyVersion, bastionRunning } = offer;
  const answered =
    medianAnswerMinutes === null ? null : formatDuration(Math.max(1, medianAnswerMinutes) * minuteMs, locale);
  return (
    <section aria-label={t('whatAYesTakes')} className="rounded-card border border-line bg-raised shadow-card">
      <header className="flex items-baseline justify-between gap-3 px-4 pt-3.5">
        <h3 className="font-semibold">{t('whatAYesTakes')}</h3>
        <span className="min-w-0 truncate text-small text-text-3">
          {rule
            ? t('policyNamed', { policy: rule.policyIds.join(', '), version: policyVersion })
            : t('policy', { version: policyVersion })}
        </span>
      </header>
      <div className="px-4 pt-2 pb-3.5">
        {rule === null ? (
          <p className="text-small text-text-2">{t('noRule')}</p>
        ) : rule.approvals === 0 ? (
          <p className="flex items-center gap-2.5 py-1 text-ok">
            <Door state="opens" />
            <span className="text-text">{t('opensAtOnce')}</span>
          </p>
        ) : (
          <>
            <ul>
              {rule.groups.map((group) => (
                <li key={group.name} className="flex min-h-[30px] items-center gap-2.5">
                  <Door state="ask" className="shrink-0 text-text-2" />
                  <span className="w-[104px] shrink-0 truncate font-medium" title={group.name}>
                    {group.name}
                  </span>
                  <span className="min-w-0 flex-1 truncate text-small text-text-2">
                    {t('oneYesFrom', { count: group.people.length })}
                  </span>
                  {group.online > 0 ? (
                    <span className="text-small whitespace-nowrap text-ok">{t('online', { count: group.online })}</span>
                  ) : null}
                  {group.people.length > 0 ? (
                    <span className="flex phone:hidden">
                      <AvatarStack names={group.people} />
                    </span>
                  ) : null}
                </li>
              ))}
              {rule.approvals > rule.groups.length ? (
                <li className="flex min-h-[30px] items-center gap-2.5">
                  <Door state="ask" className="shrink-0 text-text-2" />
                  <span className="text-small text-text-2">
                    {t('furtherYes', { count: rule.approvals - rule.groups.length })}
                  </span>
                </li>
              ) : null}
            </ul>
            <p className="mt-1.5 text-small text-text-3">
              {answered === null ? t('notYourOwn') : t('answeredIn', { duration: answered })}
            </p>
          </>
        )}
      </div>
      {target.command === null ? null : (
        <dl className="border-t border-line px-4 py-3">
          <dt className="text-small text-text-3">{t('runs')}</dt>
          <dd className="font-mono text-mono break-words whitespace-pre-wrap">{target.command}</dd>
          <dd className="text-small text-text-3">{t('runsNote')}</dd>
        </dl>
      )}
      {target.document === null ? null : (
        <dl className="border-t border-line px-4 py-3">
          <dt className="text-small text-text-3">{t('document')}</dt>
          <dd className="font-mono text-mono break-words whitespace-pre-wrap">{target.document}</dd>
        </dl>
      )}
      <dl className="grid grid-cols-2 gap-4 border-t border-line px-4 py-3">
        <div>
          <dt className="text-small text-text-3">{t('recorded')}</dt>
          <dd className="font-medium">{t('recordedWhat')}</dd>
          <dd className="text-small text-text-3">{t('recordedNote')}</dd>
        </div>
        {target.kind === 'node' ? (
          <div>
            <dt className="text-small text-text-3">{t('node')}</dt>
            <dd className="min-w-0 font-medium">
              <NodeStatus target={target} className="whitespace-normal" />
            </dd>
            <dd className="text-small text-text-3">{t(isAway(target) ? 'nodeAwayNote' : 'nodeNote')}</dd>
          </div>
        ) : (
          <div>
            <dt className="text-small text-text-3">{t('bastion')}</dt>
            <dd className="font-medium">{t(bastionRunning ? 'bastionUp' : 'bastionStarts')}</dd>
            <dd className="text-small text-text-3">{t(bastionRunning ? 'bastionUpNote' : 'bastionStartsNote')}</dd>
          </div>
        )}
      </dl>
    </section>
  );
}
