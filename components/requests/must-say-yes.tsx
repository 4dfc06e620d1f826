import { useTranslations } from 'next-intl';
import { Door } from '@/components/ui/door';
import { SectionHead } from '@/components/ui/section-head';
import { Status } from '@/components/ui/status';
import type { RequestDetail } from '@/lib/domain/requests/view';

const mostNames = 3;

/** Each yes that policy demands: who gave it, or who could. */
export function MustSayYes({ request, myId }: { request: RequestDetail; myId: string }) {
  const t = useTranslations('requests.yes');
  const { approvals, mustSayYes, status, policyVersion, policyIds } = request;
  return (
    <section aria-label={t('title')}>
      <SectionHead
        trailing={approvals.needed > 0 ? t('of', { given: approvals.given, needed: approvals.needed }) : null}
      >
        {t('title')}
      </SectionHead>
      {mustSayYes.length === 0 ? (
        <div className="mt-2 flex items-center gap-2.5 rounded-card border border-line bg-raised px-3.5 py-3">
          <Door state="opens" className="shrink-0 text-ok" />
          <span>{t('nobody')}</span>
        </div>
      ) : (
        <ul className="mt-2 overflow-hidden rounded-card border border-line bg-raised shadow-card">
          {mustSayYes.map((seat, index) => {
            const others = seat.could.filter((person) => person.id !== myId);
            const isMe = others.length < seat.could.length;
            const names = [...(isMe ? [t('you')] : []), ...others.map((person) => person.name.split(' ')[0] ?? '')];
            const shown = names.slice(0, mostNames).join(t('comma'));
            const rest = names.length - mostNames;
            return (
              <li
                // biome-ignore lint/suspicious/noArrayIndexKey: seats of one group are alike and keep their order
                key={`${seat.group}-${index}`}
                className="flex min-h-11 items-center gap-2.5 border-t border-line px-3.5 py-2 first:border-t-0"
              >
                <Door
                  state={seat.by ? 'open' : status === 'pending' ? 'waiting' : 'ask'}
                  className={
                    seat.by ? 'shrink-0 text-ok' : status === 'pending' ? 'shrink-0 text-wait' : 'shrink-0 text-idle'
                  }
                />
                <span className="min-w-0 shrink-0 font-medium [overflow-wrap:anywhere] max-w-[45%]">
                  {seat.group === '' ? t('anyone') : seat.group}
                </span>
                <span
                  className="ml-auto min-w-0 truncate text-right text-small text-text-3"
                  title={seat.by ? undefined : seat.could.map((person) => person.name).join(', ')}
                >
                  {seat.by
                    ? seat.by.name
                    : names.length === 0
                      ? status === 'pending'
                        ? t('nobodyYet')
                        : ''
                      : rest > 0
                        ? t('andMore', { names: shown, count: rest })
                        : shown}
                </span>
                {seat.by ? (
                  <Status tone="ok" glyph="check">
                    {t('approved')}
                  </Status>
                ) : status === 'pending' ? (
                  <Status tone="wait" glyph="half">
                    {t('waiting')}
                  </Status>
                ) : null}
              </li>
            );
          })}
        </ul>
      )}
      <p className="mt-2 truncate text-small text-text-3" title={policyIds.join(', ')}>
        {t('policy', { policies: policyIds.join(', '), version: policyVersion })}
      </p>
    </section>
  );
}
