'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Dialog as Radix } from 'radix-ui';
import { createContext, type ReactNode, useContext } from 'react';
import { classNames } from './class-names';
import { EnvironmentEdge } from './environment-edge';
import type { EnvironmentKind } from './environment-kind';
import { iconStroke } from './icon';
import { useReturnFocus } from './use-return-focus';

const HasEdgeContext = createContext(false);

/** The scrolling part of a sheet, for an owner that lays out body and foot itself. */
export function SheetBody({ children }: { children: ReactNode }) {
  return (
    <div
      className={classNames(
        'flex min-h-0 flex-1 flex-col gap-5 overflow-y-auto overscroll-contain p-5',
        useContext(HasEdgeContext) && 'pl-[25px]',
      )}
    >
      {children}
    </div>
  );
}

/** The fixed foot of a sheet with its acts. */
export function SheetFoot({ children }: { children: ReactNode }) {
  return (
    <footer
      className={classNames(
        'flex min-h-[60px] shrink-0 items-center gap-2 border-t border-line bg-surface px-5 py-2 phone:pb-[max(8px,env(safe-area-inset-bottom))]',
        useContext(HasEdgeContext) && 'pl-[25px]',
      )}
    >
      {children}
    </footer>
  );
}

/**
 * A panel from the right, full screen on a phone. It keeps nothing: whatever was written inside must live with its
 * owner, so that closing by accident loses no word.
 */
export function Sheet({
  open,
  onOpenChange,
  title,
  subtitle,
  icon,
  environment,
  foot,
  laidOut = false,
  narrow = false,
  onOpenAutoFocus,
  children,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  subtitle?: ReactNode;
  icon?: ReactNode;
  /** Draws that environment's edge down the left side. */
  environment?: EnvironmentKind;
  foot?: ReactNode;
  /** The children bring their own SheetBody and SheetFoot, so that both may share a state. */
  laidOut?: boolean;
  /** 400 px instead of 560, for what is an aside on a wider window. */
  narrow?: boolean;
  onOpenAutoFocus?: (event: Event) => void;
  children: ReactNode;
}) {
  const t = useTranslations('parts');
  const { onOpen, onCloseAutoFocus } = useReturnFocus();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim data-[state=closed]:animate-fade-out data-[state=open]:animate-fade-in" />
        <Radix.Content
          {...(subtitle ? {} : { 'aria-describedby': undefined })}
          onOpenAutoFocus={(event) => {
            onOpen();
            onOpenAutoFocus?.(event);
          }}
          onCloseAutoFocus={onCloseAutoFocus}
          className={classNames(
            'fixed inset-y-2 right-2 z-50 flex max-w-[calc(100vw-16px)] flex-col overflow-hidden rounded-sheet bg-surface shadow-dialog outline-none data-[state=closed]:animate-sheet-out data-[state=open]:animate-sheet-in phone:inset-0 phone:w-full phone:max-w-none phone:rounded-none',
            narrow ? 'w-[400px]' : 'w-(--w-sheet)',
          )}
        >
          {environment ? <EnvironmentEdge kind={environment} /> : null}
          <header
            className={classNames(
              'flex min-h-[60px] shrink-0 items-center gap-3 border-b border-line py-2 pr-3 pl-5',
              environment && 'pl-[25px]',
            )}
          >
            {icon ? <span className="text-text-3">{icon}</span> : null}
            <div className="min-w-0 flex-1">
              <Radix.Title className="flex min-w-0 items-center gap-2 text-lead font-semibold">{title}</Radix.Title>
              {subtitle ? (
                <Radix.Description className="truncate text-small text-text-2">{subtitle}</Radix.Description>
              ) : null}
            </div>
            <Radix.Close
              aria-label={t('close')}
              className="grid size-8 shrink-0 place-items-center rounded-ctl text-text-2 transition-colors hover:bg-hover hover:text-text phone:size-11"
            >
              <X size={16} strokeWidth={iconStroke} aria-hidden />
            </Radix.Close>
          </header>
          <HasEdgeContext value={environment !== undefined}>
            {laidOut ? children : <SheetBody>{children}</SheetBody>}
            {foot ? <SheetFoot>{foot}</SheetFoot> : null}
          </HasEdgeContext>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
