import { Cloud, Package, User } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { TargetIcon } from '@/components/connect/target-icon';
import { classNames } from '@/components/ui/class-names';
import { environmentColour } from '@/components/ui/environment-kind';
import { iconStroke } from '@/components/ui/icon';
import { Mark } from '@/components/ui/mark';
import { SectionHead } from '@/components/ui/section-head';
import type { RequestDetail } from '@/lib/domain/requests/view';

type Step = { id: string; icon: ReactNode; name: string; note: string; open: boolean; edge?: string };

/** The way from person to target as a chain of boxes; a dashed joint is one that is not open yet. */
export function WayIn({ request }: { request: RequestDetail }) {
  const t = useTranslations('requests.way');
  const { person, environment, target, node, bastionRunning, grant } = request;
  const isOpen = grant?.status === 'open';
  const line = { size: 16, strokeWidth: iconStroke, 'aria-hidden': true } as const;
  const steps: Step[] = [
    {
      id: 'person',
      icon: <User {...line} />,
      name: person.name,
      note: t('signedIn'),
      open: true,
    },
    { id: 'postern', icon: <Mark size={16} />, name: 'Postern', note: t('records'), open: true },
    target.kind === 'node'
      ? {
          id: 'service',
          icon: <Cloud {...line} />,
          name: 'Session Manager',
          note: environment.region,
          open: node?.ping === 'online',
        }
      : {
          id: 'bastion',
          icon: <Package {...line} />,
          name: t('bastion'),
          note: t(bastionRunning ? 'up' : 'starts', { region: environment.region }),
          open: bastionRunning,
        },
    {
      id: 'target',
      icon: <TargetIcon target={target} />,
      name: target.name,
      note: t(isOpen ? 'open' : 'closed'),
      open: isOpen,
      edge: environmentColour[environment.kind],
    },
  ];
  return (
    <section className="mt-8" aria-label={t('label')}>
      <SectionHead>{t('label')}</SectionHead>
      <ol className="mt-3 flex items-stretch phone:flex-col">
        {steps.map((step, index) => (
          <li
            key={step.id}
            className={classNames(
              'flex min-w-0 items-center phone:flex-col phone:items-stretch',
              index > 0 && 'flex-[1_1_auto]',
            )}
          >
            {index > 0 ? (
              <span
                aria-hidden
                className={classNames(
                  'min-w-4 flex-1 border-t border-line-ctl phone:ml-6 phone:h-3 phone:min-w-0 phone:flex-none phone:border-t-0 phone:border-l',
                  !step.open && 'border-dashed',
                )}
                style={step.edge && !step.open ? { borderColor: step.edge } : undefined}
              />
            ) : null}
            <span
              className="flex min-h-[50px] min-w-0 items-center gap-2.5 rounded-ctl border border-line-2 bg-raised px-3 py-1.5"
              style={step.edge ? { borderColor: step.edge } : undefined}
            >
              <span className="shrink-0 text-text-3" style={step.edge ? { color: step.edge } : undefined}>
                {step.icon}
              </span>
              <span className="min-w-0">
                <span className="block truncate font-medium">{step.name}</span>
                <span className="block truncate text-small text-text-3">{step.note}</span>
              </span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
