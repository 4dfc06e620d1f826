'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { AuditRow } from '@/lib/domain/audit/view';
import { Button } from '../ui/button';
import { CopyButton } from '../ui/copy-button';
import { Time } from '../ui/time';
import { shortHash } from './chain-banner';

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

/** A field as text: lists joined, the rest as written; never markup. */
function plain(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (Array.isArray(value)) return value.map(plain).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** An opened event in three columns: its own fields, what it belongs to, its place in the chain. */
export function EventDetail({ row, onFilter }: { row: AuditRow; onFilter: (token: string) => void }) {
  const t = useTranslations('audit');
  const belongs: (readonly [string, ReactNode])[] = [
    [
      t('detail.request'),
      row.request === null ? (
        '–'
      ) : (
        <Link key="r" className="text-accent-text underline underline-offset-2" href={`/requests/${row.request.id}`}>
          R-{row.request.number}
        </Link>
      ),
    ],
    [
      t('detail.terminal'),
      row.terminal === null ? (
        '–'
      ) : (
        <Link key="t" className="text-accent-text underline underline-offset-2" href={`/recordings/${row.terminal.id}`}>
          T-{row.terminal.number}
        </Link>
      ),
    ],
    [t('detail.from'), row.address ?? '–'],
    [t('detail.by'), row.actor.name],
  ];
  return (
    <>
      <div>
        <Facts facts={Object.entries(row.fields).map(([name, value]) => [name, plain(value)] as const)} />
      </div>
      <div>
        <Facts facts={belongs} />
        <div className="mt-3 flex flex-wrap gap-1.5">
          <Button size="small" onClick={() => onFilter(row.name)} keyHint="f">
            {t('detail.filterName')}
          </Button>
          {row.actor.id === null ? null : (
            <Button size="small" onClick={() => onFilter(row.actor.name)}>
              {t('detail.filterActor')}
            </Button>
          )}
        </div>
      </div>
      <div>
        <Facts
          facts={[
            [
              t('this'),
              <span key="h" className="font-mono text-mono" title={row.hash}>
                {shortHash(row.hash)}
              </span>,
            ],
            [
              t('before'),
              <span key="p" className="font-mono text-mono" title={row.previousHash}>
                {shortHash(row.previousHash)}
              </span>,
            ],
            [t('detail.written'), <Time key="w" at={new Date(row.at)} style="exact" />],
          ]}
        />
        <div className="mt-3">
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
