'use client';

import { type RefObject, useState } from 'react';
import { FieldError } from '@/components/ui/field';
import { TextAreaField } from '@/components/ui/text-field';

/** A dialog's reason: what is written, and what is wrong with it. */
export function useReason(): {
  text: string;
  error: string | null;
  write: (text: string) => void;
  fault: (error: string | null) => void;
  forget: () => void;
} {
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);
  return {
    text,
    error,
    write: (written) => {
      setText(written);
      setError(null);
    },
    fault: setError,
    forget: () => {
      setText('');
      setError(null);
    },
  };
}

/** The reason in a dialog, with its own fault below it and the act's beneath. */
export function ReasonField({
  label,
  reason,
  field,
  problem,
}: {
  label: string;
  reason: ReturnType<typeof useReason>;
  field: RefObject<HTMLTextAreaElement | null>;
  problem: string | null;
}) {
  return (
    <div>
      <TextAreaField
        ref={field}
        label={label}
        value={reason.text}
        error={reason.error ?? undefined}
        required
        onChange={(event) => reason.write(event.target.value)}
      />
      <div role="alert">{problem ? <FieldError>{problem}</FieldError> : null}</div>
    </div>
  );
}
