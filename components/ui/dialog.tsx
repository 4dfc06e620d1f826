'use client';

import { AlertDialog as Radix } from 'radix-ui';
import { type ReactNode, type RefObject, useRef } from 'react';
import { Button } from './button';
import { useReturnFocus } from './use-return-focus';

/**
 * Asks before something ends. The title is a question naming person and place; the act repeats its verb and counts.
 * The safe answer has the focus first and is worded as the opposite of the act.
 */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  keep,
  act,
  onAct,
  danger = true,
  busy = false,
  initialFocus,
  children,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  /** What will and what will not happen. */
  description: ReactNode;
  /** The safe answer: "Keep it open". */
  keep: string;
  /** The act with its count: "End 1 terminal". */
  act: string;
  onAct: () => void;
  danger?: boolean;
  busy?: boolean;
  /** A field that must be written before anything ends; without one the safe answer has the focus. */
  initialFocus?: RefObject<HTMLElement | null>;
  children?: ReactNode;
}) {
  const { onOpen, onCloseAutoFocus } = useReturnFocus();
  const safe = useRef<HTMLButtonElement>(null);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim data-[state=closed]:animate-fade-out data-[state=open]:animate-fade-in" />
        <Radix.Content
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            onOpen();
            (initialFocus?.current ?? safe.current)?.focus();
          }}
          onCloseAutoFocus={onCloseAutoFocus}
          className="fixed top-[24%] left-1/2 z-50 -ml-[240px] flex max-h-[72%] w-(--w-dialog) flex-col overflow-hidden rounded-sheet bg-raised shadow-dialog outline-none data-[state=closed]:animate-dialog-out data-[state=open]:animate-dialog-in phone:top-auto phone:right-2 phone:bottom-2 phone:left-2 phone:ml-0 phone:max-h-[88%] phone:w-auto"
        >
          <div className="flex min-h-0 flex-col gap-4 overflow-y-auto px-6 py-5 phone:px-5">
            <div>
              <Radix.Title className="text-dialog font-semibold">{title}</Radix.Title>
              <Radix.Description className="mt-1.5 text-body text-text-2">{description}</Radix.Description>
            </div>
            {children}
          </div>
          <div className="flex shrink-0 items-center justify-end gap-2 border-t border-line bg-surface px-6 py-3.5 phone:flex-col-reverse phone:items-stretch phone:px-5">
            <Radix.Cancel asChild>
              <Button ref={safe}>{keep}</Button>
            </Radix.Cancel>
            <Button variant={danger ? 'danger-filled' : 'primary'} busy={busy} onClick={onAct}>
              {act}
            </Button>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
