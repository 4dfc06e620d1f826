'use client';

import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { Dialog } from '../ui/dialog';

/** Asks before a terminal ends; somebody else's needs a reason, which they will read. */
export function EndDialog({
  open,
  person,
  target,
  environment,
  own,
  onOpenChange,
  onEnd,
}: {
  open: boolean;
  person: string;
  target: string;
  environment: string;
  own: boolean;
  onOpenChange: (open: boolean) => void;
  onEnd: (note: string) => Promise<void>;
}) {
  const t = useTranslations('terminal');
  const id = useId();
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={own ? t('end.titleOwn', { target, environment }) : t('end.title', { person, target, environment })}
      description={own ? t('end.textOwn') : t('end.text', { person: person.split(' ')[0] ?? person })}
      keep={t('end.keep')}
      act={t('end.act')}
      busy={busy}
      onAct={() => {
        if (!own && note.trim().length < 3) {
          setMissing(true);
          document.getElementById(id)?.focus();
          return;
        }
        setBusy(true);
        void onEnd(note.trim()).finally(() => setBusy(false));
      }}
    >
      {own ? null : (
        <div>
          <label htmlFor={id} className="text-small font-medium text-text-2">
            {t('end.reason')}
          </label>
          <textarea
            id={id}
            value={note}
            maxLength={2000}
            aria-invalid={missing}
            aria-describedby={missing ? `${id}-error` : undefined}
            onChange={(event) => {
              setNote(event.target.value);
              setMissing(false);
            }}
            className="mt-1.5 block min-h-16 w-full rounded-ctl border border-line-ctl bg-raised px-2.5 py-1.5 text-body outline-none focus:border-accent aria-invalid:border-bad"
          />
          {missing ? (
            <p id={`${id}-error`} className="mt-1.5 text-small text-bad">
              ▲ {t('end.reasonMissing')}
            </p>
          ) : null}
        </div>
      )}
    </Dialog>
  );
}
