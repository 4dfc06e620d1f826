import { ChevronDown } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { Field } from './field';
import { iconStroke } from './icon';

/** One of a few, by the platform's own list: the phone's wheel and the keyboard's letters work without our help. */
export function SelectField({
  label,
  note,
  help,
  error,
  className,
  options,
  ...select
}: ComponentProps<'select'> & {
  label: ReactNode;
  note?: ReactNode;
  help?: ReactNode;
  error?: string;
  options: readonly { value: string; label: string }[];
}) {
  return (
    <Field label={label} note={note} help={help} error={error} className={className}>
      {(ties) => (
        <span className="relative block">
          <select {...select} {...ties} className="field-box h-(--h-ctl) w-full appearance-none truncate pr-8 pl-2.5">
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
          <ChevronDown
            size={14}
            strokeWidth={iconStroke}
            aria-hidden
            className="pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2 text-text-3"
          />
        </span>
      )}
    </Field>
  );
}
