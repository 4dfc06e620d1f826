'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { classNames } from './class-names';
import { EnvironmentEdge } from './environment-edge';
import type { EnvironmentKind } from './environment-kind';

/** A card with hairline rows; give it the environment it is about and it carries that edge. */
export function ListCard({
  environment,
  className,
  children,
  label,
}: {
  environment?: EnvironmentKind;
  className?: string;
  children: ReactNode;
  label?: string;
}) {
  return (
    <section
      aria-label={label}
      className={classNames(
        'relative overflow-hidden rounded-card border border-line bg-raised shadow-card',
        environment === 'production' ? 'pl-[5px]' : environment && 'pl-[3px]',
        className,
      )}
    >
      {environment ? <EnvironmentEdge kind={environment} /> : null}
      {children}
    </section>
  );
}

/** The head of a card, 40 px, tinted in production. */
export function ListCardHead({ environment, children }: { environment?: EnvironmentKind; children: ReactNode }) {
  return (
    <header
      className={classNames(
        'flex min-h-(--h-row) items-center gap-2.5 px-3.5 text-small text-text-2 phone:flex-wrap phone:py-2',
        environment === 'production' && 'bg-env-prod/5',
      )}
    >
      {children}
    </header>
  );
}

/**
 * One row of a list. The title is the link or button that opens it, stretched over the whole row, so that the row is one
 * target for mouse, key and screen reader while `acts` stay pressable above it. Two lines when `detail` is given.
 */
export function ListRow({
  href,
  onOpen,
  title,
  tag,
  icon,
  detail,
  environment,
  chosen = false,
  trailing,
  acts,
  wholeOnPhone = false,
  children,
  className,
}: {
  href?: string;
  onOpen?: () => void;
  title: ReactNode;
  /** Stays whole beside the title, which gives way: an environment tag. */
  tag?: ReactNode;
  icon?: ReactNode;
  detail?: ReactNode;
  /** Keeps the detail on a phone as a line of its own; otherwise `trailing` takes its place there. */
  wholeOnPhone?: boolean;
  /** An edge of its own, where the card holds several environments. */
  environment?: EnvironmentKind;
  chosen?: boolean;
  /** States and times, right of everything. */
  trailing?: ReactNode;
  /** At most one is shown. */
  acts?: ReactNode;
  /** Further columns between title and trailing, hidden on a phone. */
  children?: ReactNode;
  className?: string;
}) {
  const stretched = 'truncate outline-none after:absolute after:inset-0';
  return (
    <div
      data-list-row-box
      className={classNames(
        'group/row relative flex items-center gap-3 border-t border-line px-3.5 transition-colors first:border-t-0',
        detail ? 'min-h-(--h-two) py-2' : 'min-h-(--h-row) phone:min-h-(--h-two) phone:py-1',
        (href || onOpen) && 'hover:bg-hover',
        'has-[[data-list-row]:focus-visible]:bg-hover has-[[data-list-row]:focus-visible]:shadow-[inset_2px_0_0_var(--color-accent)]',
        environment && (environment === 'production' ? 'pl-[19px]' : 'pl-[17px]'),
        chosen && 'bg-active hover:bg-active',
        className,
      )}
    >
      {environment ? <EnvironmentEdge kind={environment} /> : null}
      {icon ? <span className="shrink-0 text-text-3">{icon}</span> : null}
      <div
        className={classNames(
          'flex min-w-0 flex-1 items-center gap-3',
          // On a phone every row has two lines: the name whole, and under it how it stands.
          'phone:flex-col phone:items-stretch phone:gap-0.5',
        )}
      >
        <div
          className={classNames(
            'min-w-0',
            detail || !children ? 'flex-1' : 'w-[146px] shrink-0 phone:w-auto phone:max-w-full',
          )}
        >
          <div className={classNames('flex min-w-0 items-center gap-2', detail ? 'font-semibold' : 'font-medium')}>
            {href ? (
              <Link
                href={href}
                data-list-row
                className={stretched}
                onClick={(event) => {
                  if (!onOpen || event.metaKey || event.ctrlKey || event.shiftKey) return;
                  event.preventDefault();
                  onOpen();
                }}
              >
                {title}
              </Link>
            ) : onOpen ? (
              <button type="button" data-list-row onClick={onOpen} className={classNames(stretched, 'text-left')}>
                {title}
              </button>
            ) : (
              <span className="truncate">{title}</span>
            )}
            {tag}
          </div>
          {detail ? (
            <div
              className={classNames('truncate text-small text-text-3', trailing && !wholeOnPhone && 'phone:hidden')}
              title={typeof detail === 'string' ? detail : undefined}
            >
              {detail}
            </div>
          ) : null}
        </div>
        {children ? <div className="flex min-w-0 flex-1 items-center gap-3 phone:hidden">{children}</div> : null}
        {trailing ? (
          <div className={classNames('flex shrink-0 items-center gap-3', detail && 'phone:justify-between')}>
            {trailing}
          </div>
        ) : null}
      </div>
      {acts ? <div className="relative z-1 flex shrink-0 items-center justify-end gap-1.5">{acts}</div> : null}
    </div>
  );
}
