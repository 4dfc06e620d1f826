import { cva, type VariantProps } from 'class-variance-authority';
import { Slot } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names';
import { Glyph } from './glyph';
import { type Icon, iconStroke } from './icon';
import { KeyHint } from './key-hint';

const look = cva(
  'relative inline-flex shrink-0 select-none items-center justify-center gap-1.5 rounded-ctl border whitespace-nowrap transition-colors disabled:cursor-not-allowed aria-busy:cursor-progress',
  {
    variants: {
      variant: {
        primary:
          'border-transparent bg-accent font-semibold text-accent-ink hover:bg-accent-hover disabled:bg-active disabled:text-text-off',
        secondary:
          'border-line-2 bg-raised font-medium text-text hover:bg-hover disabled:bg-transparent disabled:text-text-off',
        ghost:
          'border-transparent font-medium text-text-2 hover:bg-hover hover:text-text disabled:bg-transparent disabled:text-text-off',
        danger:
          'border-bad/45 bg-raised font-medium text-bad hover:bg-bad-wash disabled:border-line disabled:text-text-off',
        'danger-filled':
          'border-transparent bg-bad-fill font-semibold text-bad-ink hover:brightness-110 disabled:bg-active disabled:text-text-off',
      },
      size: {
        small: 'h-(--h-ctl-sm) px-[9px] text-small',
        medium: 'h-(--h-ctl) px-3 text-body',
        large: 'h-(--h-ctl-lg) px-4 text-[14px]/[20px] phone:text-[16px]/[24px]',
      },
      shape: { word: '', icon: 'px-0' },
    },
    compoundVariants: [
      { shape: 'icon', size: 'small', class: 'w-(--h-ctl-sm)' },
      { shape: 'icon', size: 'medium', class: 'w-(--h-ctl)' },
      { shape: 'icon', size: 'large', class: 'w-(--h-ctl-lg)' },
    ],
    defaultVariants: { variant: 'secondary', size: 'medium', shape: 'word' },
  },
);

type Look = Omit<VariantProps<typeof look>, 'shape'>;

export type ButtonProps = Omit<ComponentProps<'button'>, 'children'> &
  Look & {
    children?: ReactNode;
    icon?: Icon;
    /** Shown at the end and announced with aria-keyshortcuts; listening for it is the owner's part. */
    keyHint?: string;
    /** Under way: the label stays, a turning glyph takes the icon's place, presses do nothing. */
    busy?: boolean;
    /** Gives the look to the one child (a link) instead of drawing a button. */
    asChild?: boolean;
  };

const spokenKeys = (keys: string) =>
  keys
    .split('+')
    .map((key) =>
      key === 'mod' ? 'Control' : key.length === 1 ? key.toUpperCase() : `${key[0]?.toUpperCase()}${key.slice(1)}`,
    )
    .join('+');

/** A button in one of five weights; at most one `primary` in a view, `danger-filled` only inside its dialog. */
export function Button({
  variant,
  size,
  icon: LineIcon,
  keyHint,
  busy = false,
  asChild = false,
  className,
  children,
  type = 'button',
  onClick,
  ...rest
}: ButtonProps) {
  const iconOnly = children === undefined;
  const classes = classNames(look({ variant, size, shape: iconOnly ? 'icon' : 'word' }), className);
  if (asChild) {
    return (
      <Slot.Root className={classes} onClick={onClick} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  const filled = variant === 'primary' || variant === 'danger-filled';
  return (
    <button
      type={type}
      className={classes}
      aria-busy={busy || undefined}
      aria-keyshortcuts={keyHint ? spokenKeys(keyHint) : undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      {...rest}
    >
      {LineIcon && !busy ? <LineIcon size={size === 'small' ? 14 : 15} strokeWidth={iconStroke} aria-hidden /> : null}
      {busy ? (
        <Glyph name="underway" size={12} className={LineIcon || iconOnly ? undefined : 'absolute left-[5px]'} />
      ) : null}
      {iconOnly ? null : (
        // Without an icon to replace, the glyph borrows the padding: the label moves aside, the width stays.
        <span className={classNames('truncate', busy && !LineIcon && 'translate-x-[8px]')}>{children}</span>
      )}
      {keyHint ? (
        <KeyHint keys={keyHint} className={classNames('-mr-1 ml-0.5', filled && 'border-current/40 text-current')} />
      ) : null}
    </button>
  );
}
