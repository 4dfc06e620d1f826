import { Minus, Plus } from 'lucide-react';
import { iconStroke } from './icon';

/** A number between two limits, one step at a time, in the smallest height a pointer can hit. */
export function Stepper({
  label,
  value,
  least,
  most,
  less,
  more,
  atLeast,
  atMost,
  onValueChange,
}: {
  label: string;
  value: number;
  least: number;
  most: number;
  /** What the two buttons are called: "Smaller text". */
  less: string;
  more: string;
  /** Why a button that can go no further does nothing. */
  atLeast: string;
  atMost: string;
  onValueChange: (value: number) => void;
}) {
  const button =
    'inline-flex size-6 items-center justify-center rounded-key text-text-2 transition-colors hover:bg-hover hover:text-text disabled:text-text-off disabled:hover:bg-transparent';
  return (
    <fieldset className="inline-flex items-center gap-0.5">
      <legend className="float-left mr-1">{label}</legend>
      <button
        type="button"
        aria-label={less}
        title={value <= least ? atLeast : less}
        disabled={value <= least}
        onClick={() => onValueChange(value - 1)}
        className={button}
      >
        <Minus size={12} strokeWidth={iconStroke} aria-hidden />
      </button>
      <output className="min-w-5 text-center font-medium text-text-2">{value}</output>
      <button
        type="button"
        aria-label={more}
        title={value >= most ? atMost : more}
        disabled={value >= most}
        onClick={() => onValueChange(value + 1)}
        className={button}
      >
        <Plus size={12} strokeWidth={iconStroke} aria-hidden />
      </button>
    </fieldset>
  );
}
