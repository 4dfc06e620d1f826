'use client';

import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import type { PolicyVersionView } from '@/lib/domain/policies/view';
import { matching } from '../frame/matching';
import { Page } from '../frame/page';
import { useRowKeys } from '../frame/use-hotkeys';
import { Button } from '../ui/button';
import { classNames } from '../ui/class-names';
import { CopyButton } from '../ui/copy-button';
import { EmptyState } from '../ui/empty-state';
import { FilterField } from '../ui/filter-field';
import { Status } from '../ui/status';
import { Time } from '../ui/time';
import { type CedarPiece, cedarPieces } from './cedar-pieces';

const tones: Record<CedarPiece['kind'], string | undefined> = {
  comment: 'text-text-3',
  string: 'text-accent-text',
  annotation: 'text-wait',
  permit: 'font-bold text-ok',
  forbid: 'font-bold text-bad',
  word: 'font-bold',
  plain: undefined,
};

/** The rules in force, word for word: which files there are, and what each of them says. */
export function PoliciesScreen({ policies }: { policies: PolicyVersionView }) {
  const t = useTranslations('policies');
  const list = useRef<HTMLElement>(null);
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  useRowKeys(list);
  const shown = matching(policies.files, text, (file) => [file.name, file.text]);
  const file = shown.find((one) => one.name === chosen) ?? shown[0];

  return (
    <Page
      title={t('title')}
      padded={false}
      status={
        policies.broken === null ? (
          <Status boxed glyph="check" tone="ok">
            {t('version', { version: policies.version })}
          </Status>
        ) : (
          <Status boxed glyph="alert" tone="bad">
            {t('broken')}
          </Status>
        )
      }
      filter={<FilterField label={t('filter')} value={text} onValueChange={setText} />}
      acts={
        <span className="text-small text-text-3 max-lg:hidden">
          {policies.author ?? t('byPostern')} · <Time at={new Date(policies.createdAt)} />
        </span>
      }
      banner={
        policies.broken === null ? null : (
          <p role="alert" className="border-b border-line bg-bad-wash px-5 py-2 text-small text-bad">
            ▲ {t('brokenText')} <span className="font-mono text-mono">{policies.broken}</span>
          </p>
        )
      }
    >
      {file === undefined ? (
        <EmptyState
          title={t('noMatch', { query: text.trim() })}
          act={<Button onClick={() => setText('')}>{t('clear')}</Button>}
        />
      ) : (
        <div className="flex min-h-full phone:flex-col">
          <nav
            ref={list}
            aria-label={t('files')}
            className="w-[216px] shrink-0 border-r border-line p-2 phone:w-full phone:border-r-0 phone:border-b"
          >
            {shown.map((one) => (
              <button
                key={one.name}
                type="button"
                data-list-row
                aria-current={one === file || undefined}
                onClick={() => setChosen(one.name)}
                onFocus={() => setChosen(one.name)}
                className={classNames(
                  'flex min-h-8 w-full items-center gap-2 rounded-ctl px-2.5 text-left text-body phone:min-h-11',
                  one === file ? 'bg-active font-semibold' : 'text-text-2 hover:bg-hover',
                )}
              >
                <span className="min-w-0 flex-1 truncate">{one.name}</span>
                <span className="text-small font-normal text-text-3">{statements(one.text)}</span>
              </button>
            ))}
          </nav>
          <section aria-label={file.name} className="min-w-0 flex-1 bg-sunken">
            <header className="flex h-10 items-center gap-2 border-b border-line px-4 text-small text-text-3">
              <span className="truncate font-mono text-mono text-text-2">{file.name}</span>
              <span>{t('count', { count: statements(file.text) })}</span>
              <span className="flex-1" />
              <CopyButton what={file.name} text={file.text} label={t('copy')} />
            </header>
            <CedarText text={file.text} />
          </section>
        </div>
      )}
    </Page>
  );
}

/** Statements at the beginning of a line, which is where people and formatters put them. */
function statements(text: string): number {
  return text.match(/^(permit|forbid)\b/gm)?.length ?? 0;
}

function CedarText({ text }: { text: string }) {
  const lines = text.replace(/\n$/, '').split('\n');
  return (
    <pre className="py-3 font-mono text-mono">
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the text is read only, and lines are their numbers
        <span key={index} className="flex">
          <span aria-hidden className="w-12 shrink-0 pr-4 text-right text-text-3 select-none">
            {index + 1}
          </span>
          <code className="min-w-0 pr-5 break-words whitespace-pre-wrap">
            {cedarPieces(line).map((piece, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one line never move
              <span key={at} className={tones[piece.kind]}>
                {piece.text}
              </span>
            ))}
            {'\n'}
          </code>
        </span>
      ))}
    </pre>
  );
}
