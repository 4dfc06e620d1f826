import type { ReactNode } from 'react';
import { classNames } from './class-names';
import { type EnvironmentKind, environmentText } from './environment-kind';

/** An environment's name as a tag; production is the only one that is filled. */
export function EnvironmentTag({
  kind,
  className,
  children,
}: {
  kind: EnvironmentKind;
  className?: string;
  children: ReactNode;
}) {
  return (
    <span
      className={classNames(
        'inline-flex h-[18px] max-w-40 shrink-0 items-center rounded-tag px-1.5 align-middle text-[11px]/[16px] font-semibold tracking-normal whitespace-nowrap',
        kind === 'production'
          ? 'bg-env-prod text-env-prod-ink'
          : ['border border-current/50 px-[5px]', environmentText[kind]],
        className,
      )}
    >
      <span className="truncate">{children}</span>
    </span>
  );
}
