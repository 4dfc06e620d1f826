import { MonitorPlay } from 'lucide-react';
import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { formatDuration } from '@/components/ui/duration';
import { EnvironmentTag } from '@/components/ui/environment-tag';
import { EnvironmentWord } from '@/components/ui/environment-word';
import { iconStroke } from '@/components/ui/icon';
import { KeyHint } from '@/components/ui/key-hint';
import { SectionHead } from '@/components/ui/section-head';
import { Time } from '@/components/ui/time';
import type { RequestRow } from '@/lib/domain/requests/view';
import type { TerminalRow } from '@/lib/domain/terminals/view';

/** What of mine waits for somebody else, what I recorded last, and the keys of this page. */
export function ConnectAside({
  waiting,
  recordings,
}: {
  waiting: readonly RequestRow[];
  recordings: readonly TerminalRow[];
}) {
  const t = useTranslations('connect');
  return (
    <>
      <SectionHead count={waiting.length}>{t('waitingOnOthers')}</SectionHead>
      {waiting.length === 0 ? (
        <p className="mt-2 text-small text-text-3">{t('nothingWaits')}</p>
      ) : (
        <ul className="mt-2 border-t border-line">
          {waiting.map((request) => (
            <Waiting key={request.id} request={request} />
          ))}
        </ul>
      )}
      <div className="mt-7">
        <SectionHead>{t('yourLastRecordings')}</SectionHead>
      </div>
      {recordings.length === 0 ? (
        <p className="mt-2 text-small text-text-3">{t('nothingRecorded')}</p>
      ) : (
        <ul className="mt-2">
          {recordings.map((terminal) => (
            <LastRecording key={terminal.id} terminal={terminal} />
          ))}
        </ul>
      )}
      <p className="mt-auto flex flex-wrap items-center gap-x-4 gap-y-1 pt-6 text-small text-text-3 phone:hidden">
        <Keys keys={['j', 'k']}>{t('keys.move')}</Keys>
        <Keys keys={['enter']}>{t('keys.open')}</Keys>
        <Keys keys={['r']}>{t('keys.request')}</Keys>
      </p>
    </>
  );
}

function Keys({ keys, children }: { keys: readonly string[]; children: string }) {
  return (
    <span className="inline-flex items-center gap-1">
      {keys.map((key) => (
        <KeyHint key={key} keys={key} />
      ))}
      <span className="ml-0.5">{children}</span>
    </span>
  );
}

function Waiting({ request }: { request: RequestRow }) {
  const t = useTranslations('connect');
  const { given, needed, missingGroups } = request.approvals;
  return (
    <li className="relative border-b border-line py-3 transition-colors hover:bg-hover">
      <div className="flex items-center justify-between gap-2">
        <Link
          href={`/requests/${request.id}`}
          className="min-w-0 truncate font-semibold after:absolute after:inset-0 after:rounded-ctl"
        >
          {request.target.name}
        </Link>
        <EnvironmentTag kind={request.environment.kind}>{request.environment.name}</EnvironmentTag>
      </div>
      <p className="mt-0.5 truncate text-small text-text-2">
        {request.ticket ? `${request.reason}, ${request.ticket}` : request.reason}
      </p>
      <span
        role="img"
        aria-label={t('progress', { given, needed })}
        className="mt-2 grid auto-cols-fr grid-flow-col gap-1"
      >
        {Array.from({ length: needed }, (_, index) => index).map((index) => (
          <span key={index} className={index < given ? 'h-[3px] bg-ok' : 'h-[3px] bg-line-2'} />
        ))}
      </span>
      <p className="mt-1.5 flex justify-between gap-2 text-small text-text-3">
        <span className="min-w-0 truncate">
          {missingGroups.length > 0
            ? t('progressFrom', { given, needed, groups: missingGroups.join(', ') })
            : t('progress', { given, needed })}
        </span>
        <Time at={new Date(request.createdAt)} />
      </p>
    </li>
  );
}

function LastRecording({ terminal }: { terminal: TerminalRow }) {
  const locale = useLocale();
  const began = terminal.openedAt ?? terminal.createdAt;
  const lasted = (terminal.endedAt ?? began) - began;
  return (
    <li className="relative -mx-2 flex items-center gap-3 rounded-ctl px-2 py-1.5 transition-colors hover:bg-hover">
      <MonitorPlay size={16} strokeWidth={iconStroke} className="shrink-0 text-text-3" aria-hidden />
      <span className="min-w-0 flex-1">
        <Link
          href={`/recordings/${terminal.id}`}
          className="block truncate font-medium after:absolute after:inset-0 after:rounded-ctl"
        >
          {terminal.target.name}
        </Link>
        <span className="block truncate text-small text-text-3">
          <Time at={new Date(began)} />
          <span className="mx-1">·</span>
          {formatDuration(lasted, locale)}
        </span>
      </span>
      <EnvironmentWord kind={terminal.environment.kind}>{terminal.environment.name}</EnvironmentWord>
    </li>
  );
}
