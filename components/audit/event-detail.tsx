'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { AuditKey, AuditToken } from '@/lib/domain/audit/query';
import type { AuditRow } from '@/lib/domain/audit/view';
import { CopyButton } from '../ui/copy-button';
import { Status } from '../ui/status';
import { Time } from '../ui/time';
import { AllowedBy } from './allowed-by';
import { shortHash } from './chain-banner';
import { fieldText } from './field-text';

function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="grid grid-cols-[minmax(84px,auto)_1fr] gap-x-4 gap-y-1 text-small">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-text-3">{name}</dt>
          <dd className="min-w-0 break-words whitespace-pre-wrap">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A value one can narrow the record by, at a press or with F. */
function Narrowing({ token, onNarrow }: { token: AuditToken; onNarrow: (token: AuditToken) => void }) {
  const t = useTranslations('audit');
  return (
    <button
      type="button"
      data-filter={`${token.key}:${token.value}`}
      title={t('narrow', { value: token.value })}
      onClick={() => onNarrow(token)}
      className="rounded-tag text-left underline decoration-line-2 decoration-dotted underline-offset-2 hover:decoration-text-3 phone:min-h-6"
    >
      {token.value}
    </button>
  );
}

const linked = 'text-accent-text underline underline-offset-2';

/** An opened event in three columns: its own fields, what it belongs to, its place in the chain. */
export function EventDetail({ row, onNarrow }: { row: AuditRow; onNarrow: (token: AuditToken) => void }) {
  const t = useTranslations('audit');
  const value = (key: AuditKey, text: string) => <Narrowing token={{ key, value: text }} onNarrow={onNarrow} />;
  const { kind, name } = row.actor;
  const actor = kind === 'person' ? value('person', name) : kind === 'stranger' ? t('stranger') : name;
  const belongs: (readonly [string, ReactNode])[] = [
    [t('key.event'), value('event', row.name)],
    [t('key.person'), actor],
    ...(row.on ? [[t('column.on'), row.on.target ? value('target', row.on.label) : row.on.label] as const] : []),
    ...(row.on?.nodeId && !('nodeId' in row.fields)
      ? [[t('field.nodeId'), value('target', row.on.nodeId)] as const]
      : []),
    ...(row.request
      ? [
          [
            t('key.request'),
            <span key="r" className="inline-flex gap-2.5">
              {value('request', `R-${row.request.number}`)}
              <Link className={linked} href={`/requests/${row.request.id}`}>
                {t('detail.openRequest')}
              </Link>
            </span>,
          ] as const,
        ]
      : []),
    ...(row.terminal
      ? [
          [
            t('key.terminal'),
            <span key="t" className="inline-flex gap-2.5">
              {value('terminal', `T-${row.terminal.number}`)}
              <Link className={linked} href={`/recordings/${row.terminal.id}${row.moment ? `?t=${row.moment}` : ''}`}>
                {t(row.moment ? 'detail.playMoment' : 'detail.play')}
              </Link>
            </span>,
          ] as const,
        ]
      : []),
    [t('detail.from'), row.address ?? '–'],
    ...(row.allowedBy ? [[t('column.allowedBy'), <AllowedBy key="a" by={row.allowedBy} />] as const] : []),
  ];
  const fields = Object.entries(row.fields);
  return (
    <>
      <div>
        {fields.length === 0 ? (
          <p className="text-small text-text-3">{t('detail.nothingMore')}</p>
        ) : (
          <Facts facts={fields.map(([name, field]) => [fieldName(name, t), fieldText(field)] as const)} />
        )}
      </div>
      <div>
        <Facts facts={belongs} />
      </div>
      <div>
        <Facts
          facts={[
            [t('this'), <Hash key="h" hash={row.hash} />],
            [t('before'), <Hash key="p" hash={row.previousHash} />],
            [t('detail.written'), <Time key="w" at={new Date(row.at)} style="exact" />],
          ]}
        />
        <div className="mt-3 flex flex-wrap items-center justify-between gap-2">
          <Status glyph={row.unaltered ? 'check' : 'alert'} tone={row.unaltered ? 'ok' : 'bad'}>
            {t(row.unaltered ? 'digestMatches' : 'digestDiffers')}
          </Status>
          <CopyButton
            what={t('detail.json')}
            label={t('detail.copyJson')}
            variant="secondary"
            text={JSON.stringify(row, null, 2)}
          />
        </div>
      </div>
    </>
  );
}

function Hash({ hash }: { hash: string }) {
  return (
    <span className="font-mono text-mono" title={hash}>
      {shortHash(hash)}
    </span>
  );
}

/** A field in the reader's words; one this version does not know, from an older or newer record, under its own name. */
function fieldName(name: string, t: ReturnType<typeof useTranslations<'audit'>>): string {
  const key = `field.${name}` as 'field.reason';
  return t.has(key) ? t(key) : name;
}
