'use client';

import { Popover as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

/** A small panel tied to its trigger (one focusable child), for what is worth reading but not worth a page. */
export function Popover({
  trigger,
  label,
  align = 'start',
  width = 300,
  open,
  onOpenChange,
  children,
}: {
  trigger: ReactNode;
  label: string;
  align?: 'start' | 'center' | 'end';
  width?: number;
  /** Given together, the owner says when it is open. */
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  children: ReactNode;
}) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 rounded-card bg-raised p-4 text-body shadow-pop outline-none data-[state=closed]:animate-pop-out data-[state=open]:animate-pop-in"
          style={{ width, maxWidth: 'calc(100vw - 16px)' }}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
