import { X } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { TerminalDetail } from '../../lib/domain/terminals/view';
import { Button } from '../ui/button';

/** Why this terminal exists: its request, who allowed it, and where it is recorded. */
export function RequestDrawer({ terminal, onClose }: { terminal: TerminalDetail; onClose: () => void }) {
  const t = useTranslations('terminal');
  const machine = (
    label: 'request.node' | 'request.runs' | 'request.document',
    text: string,
  ): [string, React.ReactNode] => [
    t(label),
    <span key={label} className="font-mono text-mono select-all">
      {text}
    </span>,
  ];
  const facts: [string, React.ReactNode][] = [
    [
      t('request.number'),
      <Link
        key="request"
        href={`/requests/${terminal.requestId}`}
        className="text-accent-text underline underline-offset-2"
      >
        R-{terminal.requestNumber}
      </Link>,
    ],
    [t('request.why'), terminal.reason],
    [t('request.ticket'), terminal.ticket ?? '–'],
    [t('request.approved'), terminal.approvedBy.map((person) => person.name).join(', ') || t('request.byPolicy')],
    [t('request.address'), terminal.target.note === '' ? terminal.target.name : terminal.target.note],
    ...(terminal.nodeId === null ? [] : [machine('request.node', terminal.nodeId)]),
    ...(terminal.command === null ? [] : [machine('request.runs', terminal.command)]),
    ...(terminal.document === null ? [] : [machine('request.document', terminal.document)]),
    [t('request.terminal'), `T-${terminal.number}`],
  ];
  return (
    <aside
      aria-label={t('drawer')}
      className="flex w-[296px] shrink-0 flex-col border-l border-line bg-surface phone:absolute phone:inset-0 phone:z-20 phone:w-auto phone:border-l-0"
    >
      <div className="flex h-(--h-strip) shrink-0 items-center justify-between border-b border-line px-4 phone:h-(--h-head) phone:pr-1">
        <h2 className="text-body font-semibold">{t('drawer')}</h2>
        <Button size="small" variant="ghost" icon={X} aria-label={t('drawerClose')} onClick={onClose} />
      </div>
      <dl className="flex flex-col gap-3 overflow-y-auto p-4">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt className="text-small text-text-3">{label}</dt>
            <dd className="text-body break-words">{value}</dd>
          </div>
        ))}
      </dl>
    </aside>
  );
}
