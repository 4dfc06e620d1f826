'use client';

import { useTranslations } from 'next-intl';
import { Avatar } from '@/components/ui/avatar';
import { classNames } from '@/components/ui/class-names';
import { environmentColour } from '@/components/ui/environment-kind';
import { EnvironmentTag } from '@/components/ui/environment-tag';
import { Time } from '@/components/ui/time';
import type { RequestDetail } from '@/lib/domain/requests/view';
import { useLongDuration } from './long-duration';

/** The request as its asker would say it, and why, word for word. */
export function RequestQuestion({ request, compact = false }: { request: RequestDetail; compact?: boolean }) {
  const t = useTranslations('requests');
  const long = useLongDuration();
  const { person, personGroups, target, environment, createdAt, minutes, startsAt } = request;
  const Heading = compact ? 'h3' : 'h2';
  return (
    <>
      <p className="flex items-center gap-3">
        <Avatar name={person.name} size={28} />
        <span className="min-w-0 truncate text-text-2">
          {t.rich('asksRich', {
            name: person.name,
            groups: personGroups.join(', '),
            inGroups: personGroups.length > 0 ? 'yes' : 'no',
            strong: (chunks) => <strong className="font-semibold text-text">{chunks}</strong>,
            aside: (chunks) => <span className="phone:hidden">{chunks}</span>,
          })}
        </span>
        <Time at={new Date(createdAt)} className="ml-auto text-small text-text-3" />
      </p>
      <Heading className="mt-4 text-question font-semibold">
        {t.rich(startsAt === null ? 'questionRich' : 'questionLater', {
          duration: long(minutes),
          line: (chunks) => <span className="inline-block">{chunks}</span>,
          target: () => (
            <>
              <span
                className="box-decoration-clone border-b-[3px] pb-px break-words [unicode-bidi:isolate]"
                style={{ borderColor: environmentColour[environment.kind] }}
              >
                {target.name}
              </span>
              {/* Whoever may tag a machine names it; its id is what is decided on. */}
              {target.kind === 'node' ? (
                <span className="ml-2 font-mono text-mono font-normal tracking-normal text-text-2">
                  {target.address}
                </span>
              ) : null}
            </>
          ),
          tag: () => (
            <EnvironmentTag kind={environment.kind} className="ml-1.5 -translate-y-0.5">
              {environment.name}
            </EnvironmentTag>
          ),
          start: () => (startsAt === null ? null : <Time at={new Date(startsAt)} style="planned" />),
        })}
      </Heading>
      <blockquote
        className={classNames(
          'mt-4 border-l-2 border-line-2 pl-4 text-quote whitespace-pre-line text-text-2 [overflow-wrap:anywhere]',
        )}
      >
        {request.reason}
      </blockquote>
    </>
  );
}
