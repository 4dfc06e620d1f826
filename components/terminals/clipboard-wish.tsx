'use client';

import { useTranslations } from 'next-intl';
import { Button } from '../ui/button';
import { useCount } from '../ui/count';

/** Asks whether a program may write to the clipboard, this once; it has its own line, so it covers nothing. */
export function ClipboardWish({ length, onAnswer }: { length: number; onAnswer: (allow: boolean) => void }) {
  const t = useTranslations('terminal');
  const count = useCount();
  return (
    <div
      role="alert"
      className="flex shrink-0 items-center gap-3 border-b border-line bg-wait-wash px-3.5 py-1.5 text-small"
    >
      <span className="flex-1 text-wait">{t('clipboard.wish', { length, shown: count(length) })}</span>
      <Button size="small" variant="ghost" onClick={() => onAnswer(false)}>
        {t('clipboard.refuse')}
      </Button>
      <Button size="small" onClick={() => onAnswer(true)}>
        {t('clipboard.allow')}
      </Button>
    </div>
  );
}
