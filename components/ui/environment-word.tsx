import type { ReactNode } from 'react';
import { classNames } from './class-names';
import { type EnvironmentKind, environmentGround, environmentText } from './environment-kind';

/** An environment's square, hatched for production: for terminal tabs and long tables. */
export function EnvironmentSquare({ kind, size = 9 }: { kind: EnvironmentKind; size?: number }) {
  return (
    <span
      aria-hidden
      className={classNames('inline-block shrink-0 rounded-[2px]', environmentGround[kind])}
      style={{ width: size, height: size }}
    />
  );
}

/** The table form of an environment: square and coloured word, no box. */
export function EnvironmentWord({
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
        'inline-flex items-center gap-1.5 text-small font-semibold whitespace-nowrap',
        environmentText[kind],
        className,
      )}
    >
      <EnvironmentSquare kind={kind} />
      {children}
    </span>
  );
}
