'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { classNames } from '../ui/class-names';
import type { Latches } from './latched-keys';

/** What a phone's keyboard lacks, with what each sends; arrows follow the program's cursor-key mode. */
const KEYS = [
  { name: 'esc', face: 'esc', send: '\x1b' },
  { name: 'tab', face: 'tab', send: '\t' },
  { name: 'pipe', face: '|', send: '|' },
  { name: 'slash', face: '/', send: '/' },
  { name: 'tilde', face: '~', send: '~' },
  { name: 'left', face: '←', arrow: 'D' },
  { name: 'down', face: '↓', arrow: 'B' },
  { name: 'up', face: '↑', arrow: 'A' },
  { name: 'right', face: '→', arrow: 'C' },
] as const;

/** The phone's extra keys; ctrl and alt latch and fill until the next key. */
export function KeyRow({
  latches,
  onLatches,
  applicationCursor,
  onKey,
}: {
  latches: Latches;
  onLatches: (latches: Latches) => void;
  applicationCursor: () => boolean;
  onKey: (text: string) => void;
}) {
  const t = useTranslations('terminal');
  const [pressed, setPressed] = useState<string | null>(null);
  const latch = (which: keyof Latches) => (
    <button
      key={which}
      type="button"
      aria-pressed={latches[which]}
      onPointerDown={(event) => {
        // Keeping the focus in the grid keeps the phone's keyboard up.
        event.preventDefault();
        onLatches({ ...latches, [which]: !latches[which] });
      }}
      className={classNames(
        'h-11 min-w-[46px] shrink-0 rounded-ctl border px-2 text-small font-medium',
        latches[which] ? 'border-transparent bg-accent text-accent-ink' : 'border-line-2 bg-raised text-text',
      )}
    >
      {which}
    </button>
  );
  return (
    <div
      role="toolbar"
      aria-label={t('keys.label')}
      className="hidden shrink-0 items-center gap-1 overflow-x-auto border-t border-line bg-surface px-2 py-1 phone:flex"
    >
      {KEYS.slice(0, 2).map(key)}
      {latch('ctrl')}
      {latch('alt')}
      {KEYS.slice(2).map(key)}
    </div>
  );

  function key(one: (typeof KEYS)[number]) {
    return (
      <button
        key={one.name}
        type="button"
        aria-label={t(`keys.${one.name}`)}
        onPointerDown={(event) => {
          event.preventDefault();
          setPressed(one.name);
          onKey('arrow' in one ? `\x1b${applicationCursor() ? 'O' : '['}${one.arrow}` : one.send);
        }}
        onPointerUp={() => setPressed(null)}
        onPointerLeave={() => setPressed(null)}
        className={classNames(
          'h-11 min-w-11 shrink-0 rounded-ctl border border-line-2 px-2 text-small',
          one.name === 'esc' || one.name === 'tab' ? 'min-w-[46px] font-medium' : 'font-mono',
          pressed === one.name ? 'bg-active' : 'bg-raised',
        )}
      >
        {one.face}
      </button>
    );
  }
}
