'use client';

import { type ComponentProps, useRef, useState } from 'react';
import { Dialog } from '../ui/dialog';
import { FieldError } from '../ui/field';
import { TextAreaField } from '../ui/text-field';

/**
 * Asks before something is ended or refused, with the reason that goes on record. What is written is checked before the act, kept while the
 * dialog is closed, and marked where it stands when the server will not have it (`fault`).
 */
export function ReasonDialog({
  label,
  most,
  wrong,
  problem = null,
  reasonFirst = false,
  busy = false,
  onClose,
  onAct,
  ...dialog
}: Pick<ComponentProps<typeof Dialog>, 'open' | 'title' | 'description' | 'keep' | 'act' | 'danger' | 'busy'> & {
  /** Of the reason's field: who will read it. */
  label: string;
  /** How many characters the field takes. */
  most?: number;
  /** What is wrong with a reason, as a sentence; null when it will do. */
  wrong: (reason: string) => string | null;
  /** Why the last act could not be done, when that is not the reason's fault. */
  problem?: string | null;
  /** Whether writing comes before anything else, as it does where a reason is half the answer. */
  reasonFirst?: boolean;
  onClose: () => void;
  onAct: (reason: string, fault: (sentence: string) => void) => void | Promise<void>;
}) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [reason, setReason] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [acting, setActing] = useState(false);
  const fault = (sentence: string) => {
    setError(sentence);
    field.current?.focus();
  };
  return (
    <Dialog
      {...dialog}
      busy={busy || acting}
      initialFocus={reasonFirst ? field : undefined}
      onOpenChange={(open) => {
        if (open) return;
        setError(null);
        onClose();
      }}
      onAct={() => {
        if (busy || acting) return;
        const written = reason.trim();
        const sentence = wrong(written);
        if (sentence !== null) return fault(sentence);
        setActing(true);
        void Promise.resolve(onAct(written, fault)).finally(() => setActing(false));
      }}
    >
      <div>
        <TextAreaField
          ref={field}
          label={label}
          value={reason}
          maxLength={most}
          error={error ?? undefined}
          required
          onChange={(event) => {
            setReason(event.target.value);
            setError(null);
          }}
        />
        <div role="alert">{problem ? <FieldError>{problem}</FieldError> : null}</div>
      </div>
    </Dialog>
  );
}
