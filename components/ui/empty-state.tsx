import type { ReactNode } from 'react';
import { classNames } from './class-names';

function DoorInWall({ barred }: { barred: boolean }) {
  return (
    <svg aria-hidden width="120" height="96" viewBox="0 0 120 96" fill="none" className="shrink-0">
      <path
        d="M0 16.5h120M0 40.5h38M82 40.5h38M0 64.5h38M82 64.5h38M22.5 16v24M92.5 16v24M10.5 40v24M108.5 40v24M26.5 64v24M98.5 64v24"
        stroke="var(--color-line-2)"
      />
      <path d="M38.5 88V43.5a21.5 21.5 0 0 1 43 0V88" stroke="var(--color-line-ctl)" fill="var(--color-surface)" />
      <path
        d="M45 88V44.5a15 15 0 0 1 30 0V88Z"
        stroke={barred ? 'var(--color-bad)' : 'var(--color-accent)'}
        fill={barred ? 'var(--color-bad-wash)' : 'none'}
        strokeWidth="1.5"
      />
      {barred ? (
        <path d="M55 30v58M65 30v58M45 58h30M45 72h30" stroke="var(--color-bad)" strokeOpacity="0.6" />
      ) : (
        <circle cx="70" cy="68" r="2" fill="var(--color-accent)" />
      )}
      <path d="M0 88.5h120" stroke="var(--color-line-ctl)" />
    </svg>
  );
}

/**
 * What a list says when there is nothing in it, or (`barred`) when it could not be read: what it is, and the next step.
 */
export function EmptyState({
  title,
  children,
  act,
  alternative,
  barred = false,
  reference,
  wholePage = false,
  className,
}: {
  title: ReactNode;
  children?: ReactNode;
  act?: ReactNode;
  alternative?: ReactNode;
  barred?: boolean;
  /** What to quote to whoever looks after the installation. */
  reference?: string;
  /** Nothing else is on the page, so that this is its first heading. */
  wholePage?: boolean;
  className?: string;
}) {
  const Heading = wholePage ? 'h1' : 'h2';
  return (
    <div
      role={barred ? 'alert' : undefined}
      className={classNames('flex flex-col items-center justify-center px-5 py-10 text-center', className)}
    >
      <DoorInWall barred={barred} />
      <Heading className="mt-5 text-lead font-semibold text-balance">{title}</Heading>
      {children ? <div className="mt-1.5 max-w-[360px] text-body text-pretty text-text-2">{children}</div> : null}
      {act || alternative ? (
        <div className="mt-4 flex flex-wrap items-center justify-center gap-2">
          {act}
          {alternative}
        </div>
      ) : null}
      {reference ? <p className="mt-4 font-mono text-mono text-text-3 select-all">{reference}</p> : null}
    </div>
  );
}
