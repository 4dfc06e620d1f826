'use client';

import { RadioGroup } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import { classNames } from './class-names';
import { FieldError } from './field';

export type Preset = { value: string; label: ReactNode; consequence: ReactNode; disabled?: boolean };

/** A row of equal boxes, each a value and what it costs. They are radio buttons: arrows move, one is always in the tab order. */
export function Presets({
  label,
  note,
  error,
  options,
  value,
  onValueChange,
  name,
  className,
}: {
  label: ReactNode;
  note?: ReactNode;
  error?: string;
  options: readonly Preset[];
  value: string | undefined;
  onValueChange: (value: string) => void;
  name?: string;
  className?: string;
}) {
  const id = useId();
  return (
    <div className={className}>
      <div className="mb-1.5 flex items-baseline gap-1.5 text-small text-text-3">
        <span id={`${id}-label`} className="font-medium text-text-2">
          {label}
        </span>
        {note}
      </div>
      <RadioGroup.Root
        aria-labelledby={`${id}-label`}
        aria-describedby={error ? `${id}-error` : undefined}
        name={name}
        value={value ?? null}
        onValueChange={onValueChange}
        className="grid auto-cols-fr grid-flow-col gap-1.5 phone:grid-flow-row phone:grid-cols-3"
      >
        {options.map((option) => (
          <RadioGroup.Item
            key={option.value}
            value={option.value}
            disabled={option.disabled}
            className={classNames(
              'flex h-11 min-w-0 flex-col items-center justify-center rounded-ctl border border-line-2 bg-raised px-1 text-text transition-colors phone:h-[52px]',
              'hover:bg-hover data-[state=checked]:border-accent data-[state=checked]:bg-accent-wash data-[state=checked]:font-semibold data-[state=checked]:shadow-[inset_0_0_0_1px_var(--color-accent)]',
              'disabled:bg-transparent disabled:text-text-off',
            )}
          >
            <span className="max-w-full truncate text-[13px]/[18px]">{option.label}</span>
            <span
              className={classNames(
                'max-w-full truncate text-[11px]/[14px] font-normal',
                option.disabled ? 'text-text-off' : 'text-text-2',
              )}
            >
              {option.consequence}
            </span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
      {error ? <FieldError id={`${id}-error`}>{error}</FieldError> : null}
    </div>
  );
}
