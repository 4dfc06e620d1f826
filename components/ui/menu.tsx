'use client';

import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { classNames } from './class-names';
import { Glyph } from './glyph';
import { type Icon, iconStroke } from './icon';

const row =
  'relative flex h-8 cursor-default items-center gap-2.5 rounded-ctl px-2.5 text-body outline-none select-none data-[disabled]:text-text-off data-[highlighted]:bg-active phone:h-11';

/** A menu under its trigger (one focusable child). Items come as `MenuItem`, `MenuChoice`, `MenuLabel`, `MenuSeparator`. */
export function Menu({
  trigger,
  label,
  align = 'start',
  side = 'bottom',
  width = 220,
  children,
}: {
  trigger: ReactNode;
  label: string;
  align?: 'start' | 'end';
  side?: 'top' | 'bottom' | 'right';
  width?: number;
  children: ReactNode;
}) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        {/* Floating at the end of the page, it would stand outside every landmark: this is its own. */}
        <section aria-label={label}>
          <DropdownMenu.Content
            align={align}
            side={side}
            sideOffset={6}
            collisionPadding={8}
            className="z-50 max-h-(--radix-dropdown-menu-content-available-height) overflow-y-auto rounded-card bg-raised p-1 shadow-pop data-[state=closed]:animate-pop-out data-[state=open]:animate-pop-in"
            style={{ minWidth: width }}
          >
            {children}
          </DropdownMenu.Content>
        </section>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** One act in a menu. */
export function MenuItem({
  icon: LineIcon,
  danger = false,
  disabled,
  onSelect,
  children,
}: {
  icon?: Icon;
  danger?: boolean;
  disabled?: boolean;
  onSelect: () => void;
  children: ReactNode;
}) {
  return (
    <DropdownMenu.Item disabled={disabled} onSelect={onSelect} className={classNames(row, danger && 'text-bad')}>
      {LineIcon ? (
        <LineIcon
          size={15}
          strokeWidth={iconStroke}
          className={classNames('shrink-0', !danger && 'text-text-3')}
          aria-hidden
        />
      ) : null}
      {children}
    </DropdownMenu.Item>
  );
}

/** One of several that exclude each other, with a tick on the chosen one. */
export function MenuChoice({
  value,
  onValueChange,
  options,
  label,
}: {
  value: string;
  onValueChange: (value: string) => void;
  options: readonly { value: string; label: ReactNode; lang?: string }[];
  label: string;
}) {
  return (
    <DropdownMenu.RadioGroup value={value} onValueChange={onValueChange} aria-label={label}>
      {options.map((option) => (
        <DropdownMenu.RadioItem key={option.value} value={option.value} lang={option.lang} className={row}>
          <span className="grid w-[15px] place-items-center text-accent-text">
            <DropdownMenu.ItemIndicator>
              <Glyph name="check" />
            </DropdownMenu.ItemIndicator>
          </span>
          {option.label}
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}

/** One thing that is on or off, with a tick while on. */
export function MenuToggle({
  checked,
  onCheckedChange,
  children,
}: {
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  children: ReactNode;
}) {
  return (
    <DropdownMenu.CheckboxItem checked={checked} onCheckedChange={onCheckedChange} className={row}>
      <span className="grid w-[15px] place-items-center text-accent-text">
        <DropdownMenu.ItemIndicator>
          <Glyph name="check" />
        </DropdownMenu.ItemIndicator>
      </span>
      {children}
    </DropdownMenu.CheckboxItem>
  );
}

/** A quiet heading inside a menu. */
export function MenuLabel({ children }: { children: ReactNode }) {
  return (
    <DropdownMenu.Label className="px-2.5 pt-2 pb-1 text-fine font-medium text-text-3">{children}</DropdownMenu.Label>
  );
}

/** A hairline between groups of a menu. */
export function MenuSeparator() {
  return <DropdownMenu.Separator className="-mx-1 my-1 h-px bg-line" />;
}
