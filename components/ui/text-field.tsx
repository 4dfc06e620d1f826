import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names';
import { Field } from './field';
import { type Icon, iconStroke } from './icon';

/** One line of writing with its label; `icon` at the start, `trailing` (a checked state) at the end. */
export function TextField({
  label,
  note,
  help,
  error,
  icon: LineIcon,
  trailing,
  className,
  ...input
}: ComponentProps<'input'> & {
  label: ReactNode;
  note?: ReactNode;
  help?: ReactNode;
  error?: string;
  icon?: Icon;
  trailing?: ReactNode;
}) {
  return (
    <Field label={label} note={note} help={help} error={error} className={className}>
      {(ties) => (
        <span className="field-box flex h-(--h-ctl) items-center gap-2 px-2.5">
          {LineIcon ? (
            <LineIcon size={14} strokeWidth={iconStroke} className="shrink-0 text-text-3" aria-hidden />
          ) : null}
          <input {...input} {...ties} className="h-full min-w-0 flex-1 bg-transparent outline-none" />
          {trailing}
        </span>
      )}
    </Field>
  );
}

/** Several lines of writing with its label, at least 64 px high. */
export function TextAreaField({
  label,
  note,
  help,
  error,
  className,
  ...area
}: ComponentProps<'textarea'> & { label: ReactNode; note?: ReactNode; help?: ReactNode; error?: string }) {
  return (
    <Field label={label} note={note} help={help} error={error} className={className}>
      {(ties) => (
        <textarea
          {...area}
          {...ties}
          className={classNames('field-box block field-sizing-content min-h-16 w-full resize-none px-2.5 py-1.5')}
        />
      )}
    </Field>
  );
}
