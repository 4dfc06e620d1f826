import type { ReactNode } from 'react';

/** The small heading of a group on a page or in an aside, with its count and an optional act at the right. */
export function SectionHead({
  children,
  count,
  trailing,
}: {
  children: ReactNode;
  count?: ReactNode;
  trailing?: ReactNode;
}) {
  return (
    <div className="flex min-h-5 items-baseline gap-2">
      <h2 className="text-small font-semibold text-text-2">{children}</h2>
      {count === undefined ? null : <span className="text-small text-text-3">{count}</span>}
      {trailing ? <span className="ml-auto text-small text-text-3">{trailing}</span> : null}
    </div>
  );
}
