import { useLocale, useTranslations } from 'next-intl';
import { BASTION_STEPS } from '@/lib/domain/bastions/bastion';
import type { FailureCause, FailureCheck } from '@/lib/domain/bastions/explain-failure';
import type { BastionRow } from '@/lib/domain/bastions/view';
import { CopyButton } from '../ui/copy-button';
import { formatDuration } from '../ui/duration';
import { asLocale } from '../ui/locale';
import { Time } from '../ui/time';

/** The opened row: what is wrong, why and the fix side by side; or, when all is well, how it started and where it runs. */
export function BastionFault({ row, now }: { row: BastionRow; now: number }) {
  const t = useTranslations('bastions');
  const f = useTranslations('failures');
  const locale = asLocale(useLocale());
  const last = row.steps.at(-1);
  const waitsFor = BASTION_STEPS.find((step) => !row.steps.some((one) => one.step === step));
  return (
    <>
      <section>
        <h3 className="text-small font-semibold">{row.failure || row.stuck ? t('wrong') : t('started')}</h3>
        <p className="mt-1.5">
          {row.failure
            ? f(`cause.${row.failure.cause as FailureCause}`)
            : row.stuck && waitsFor
              ? t('waitsFor', {
                  step: t(`step.${waitsFor}`),
                  duration: formatDuration(now - (last?.at ?? row.createdAt), locale),
                })
              : row.readyAt === null
                ? t('stillLaunching')
                : t('readyIn', { duration: formatDuration(row.readyAt - row.createdAt, locale) })}
        </p>
        <ol className="mt-2 flex flex-col gap-0.5 text-small text-text-2">
          {row.steps.map((step, index) => (
            <li key={step.step} className="flex gap-3">
              <span className="min-w-32">{t(`step.${step.step}`)}</span>
              <span className="tabular-nums">
                {formatDuration(step.at - (row.steps[index - 1]?.at ?? row.createdAt), locale)}
              </span>
            </li>
          ))}
        </ol>
      </section>
      <section>
        <h3 className="text-small font-semibold">{row.failure ? t('why') : t('where')}</h3>
        {row.failure ? (
          <p className="mt-1.5 font-mono text-mono break-words whitespace-pre-wrap">
            {row.failure.code}
            {row.failure.text === '' ? '' : `\n${row.failure.text}`}
          </p>
        ) : (
          <p className="mt-1.5 font-mono text-mono break-all">{row.taskArn ?? t('noTask')}</p>
        )}
        {row.taskArn === null ? null : <CopyButton what={t('taskArn')} text={row.taskArn} className="mt-1.5 -ml-1.5" />}
      </section>
      <section>
        <h3 className="text-small font-semibold">{row.failure ? t('fix') : t('ends')}</h3>
        <p className="mt-1.5">
          {row.failure ? f(`check.${row.failure.check as FailureCheck}`) : (row.stopReason ?? t('endsWhenIdle'))}
        </p>
        {row.endedAt === null ? null : (
          <p className="mt-1.5 text-small text-text-2">
            <Time at={new Date(row.endedAt)} style="exact" />
          </p>
        )}
      </section>
    </>
  );
}
