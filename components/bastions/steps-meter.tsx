import { useTranslations } from 'next-intl';
import { BASTION_STEPS } from '@/lib/domain/bastions/bastion';
import type { BastionRow } from '@/lib/domain/bastions/view';
import { classNames } from '../ui/class-names';

/** One 12×5 bar for each step of a launch; the one under way is lighter, the one it broke at is in the colour of faults. */
export function StepsMeter({ row }: { row: BastionRow }) {
  const t = useTranslations('bastions');
  const reached = new Set(row.steps.map((step) => step.step));
  const done = BASTION_STEPS.filter((step) => reached.has(step)).length;
  const broken = row.stuck || row.status === 'failed';
  return (
    <span role="img" aria-label={t('stepsOf', { done, all: BASTION_STEPS.length })} className="inline-flex gap-0.5">
      {BASTION_STEPS.map((step, index) => (
        <span
          key={step}
          className={classNames(
            'h-[5px] w-3 rounded-[1px]',
            index < done
              ? 'bg-ok'
              : index === done && broken
                ? 'bg-bad'
                : index === done && row.status === 'launching'
                  ? 'bg-ok/45'
                  : 'bg-line-2',
          )}
        />
      ))}
    </span>
  );
}
