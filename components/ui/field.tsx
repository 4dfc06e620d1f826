import { type ReactNode, useId } from 'react';
import { classNames } from './class-names';
import { Glyph } from './glyph';

/** What a control inside a field must carry so that label, help and error are tied to it. */
export type FieldTies = {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
};

/** The sentence under a field that says what to write instead. */
export function FieldError({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <p id={id} className="mt-1.5 flex items-start gap-1.5 text-small text-bad">
      <Glyph name="alert" className="mt-0.5" />
      <span>{children}</span>
    </p>
  );
}

/** Label above, control, help and error below; the control receives the ids that tie them together. */
export function Field({
  label,
  note,
  help,
  error,
  className,
  children,
}: {
  label: ReactNode;
  /** Said beside the label, such as what policy allows. */
  note?: ReactNode;
  help?: ReactNode;
  error?: string;
  className?: string;
  children: (ties: FieldTies) => ReactNode;
}) {
  const id = useId();
  const helpId = `${id}-help`;
  const errorId = `${id}-error`;
  const described = [error ? errorId : '', help ? helpId : ''].filter(Boolean).join(' ');
  return (
    <div className={classNames('min-w-0', className)}>
      <div className="mb-1.5 flex items-baseline gap-1.5 text-small text-text-3">
        <label htmlFor={id} className="font-medium text-text-2">
          {label}
        </label>
        {note}
      </div>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': error ? true : undefined })}
      {error ? <FieldError id={errorId}>{error}</FieldError> : null}
      {help ? (
        <p id={helpId} className="mt-1.5 text-small text-text-3">
          {help}
        </p>
      ) : null}
    </div>
  );
}
