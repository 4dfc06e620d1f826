'use client';

import { Checkbox as Radix } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import { Glyph } from './glyph';

/** An extra choice beside the main one: a 16 px box and its sentence, both pressable. */
export function Checkbox({
  label,
  checked,
  onCheckedChange,
  name,
  disabled,
}: {
  label: ReactNode;
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  name?: string;
  disabled?: boolean;
}) {
  const id = useId();
  return (
    <div className="flex items-center gap-2.5 phone:min-h-11">
      <Radix.Root
        id={id}
        name={name}
        disabled={disabled}
        checked={checked}
        onCheckedChange={(next) => onCheckedChange(next === true)}
        className="relative grid size-4 shrink-0 place-items-center rounded-key border border-line-ctl bg-raised text-accent-ink transition-colors after:absolute after:-inset-3.5 after:hidden data-[state=checked]:border-accent data-[state=checked]:bg-accent phone:after:block"
      >
        <Radix.Indicator>
          <Glyph name="check" size={10} />
        </Radix.Indicator>
      </Radix.Root>
      <label htmlFor={id} className="text-body">
        {label}
      </label>
    </div>
  );
}
