'use client';

import { useTranslations } from 'next-intl';
import { EnvironmentTag } from '@/components/ui/environment-tag';
import { ListRow } from '@/components/ui/list-row';
import { Status } from '@/components/ui/status';
import { Time } from '@/components/ui/time';
import type { RequestRow } from '@/lib/domain/requests/view';
import { useRequestWords } from './request-words';

/** One request in a list: what and where, why in one line, how it stands and since when. */
export function RequestLine({
  request,
  href,
  onOpen,
  chosen,
  byPerson = false,
}: {
  request: RequestRow;
  href: string;
  onOpen?: () => void;
  chosen?: boolean;
  /** Names its asker before the reason, where the list is not one's own. */
  byPerson?: boolean;
}) {
  const t = useTranslations('requests');
  const words = useRequestWords();
  const { word, ...shape } = words(request);
  const { person, target, environment, reason, ticket, createdAt } = request;
  const why = ticket ? `${reason}, ${ticket}` : reason;
  return (
    <ListRow
      href={href}
      onOpen={onOpen}
      chosen={chosen}
      environment={environment.kind}
      title={
        <span className="flex min-w-0 items-center gap-2">
          <span className="truncate">{target.name}</span>
          <span className="sr-only">R-{request.number}</span>
          <EnvironmentTag kind={environment.kind}>{environment.name}</EnvironmentTag>
          {!byPerson && target.kind === 'node' ? (
            <span className="font-mono text-mono font-normal text-text-3 phone:hidden">{target.address}</span>
          ) : null}
        </span>
      }
      wholeOnPhone={byPerson}
      detail={
        byPerson && target.kind === 'node' ? (
          <>
            <span className="block truncate font-mono text-mono">{target.address}</span>
            <span className="block truncate" title={why}>
              {t('personAndWhy', { name: person.name, why })}
            </span>
          </>
        ) : byPerson ? (
          t('personAndWhy', { name: person.name, why })
        ) : (
          why
        )
      }
      trailing={
        <span className="flex flex-col items-end gap-0.5 phone:w-full phone:flex-row phone:items-center phone:justify-between">
          {byPerson && request.approvals.given === 0 ? (
            <span className="text-small text-text-3">R-{request.number}</span>
          ) : (
            <Status {...shape}>{word}</Status>
          )}
          <Time at={new Date(createdAt)} className="text-small text-text-3" />
        </span>
      }
    />
  );
}
