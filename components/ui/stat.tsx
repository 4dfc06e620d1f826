import type { ReactNode } from 'react';

/** One number worth a glance. Put several in a `StatRow`, which splits them by hairlines. */
export function Stat({
  label,
  value,
  note,
  chart,
}: {
  label: ReactNode;
  value: ReactNode;
  note?: ReactNode;
  chart?: ReactNode;
}) {
  return (
    <div className="flex min-w-0 flex-1 items-end justify-between gap-3 px-5 py-3.5 phone:items-start phone:px-4 phone:[&>svg]:hidden">
      <dl className="min-w-0">
        <dt className="text-small text-text-3">{label}</dt>
        <dd className="text-[22px]/[30px] font-semibold tracking-[-0.02em] whitespace-nowrap">{value}</dd>
        {note ? <dd className="truncate text-small text-text-2 phone:whitespace-normal">{note}</dd> : null}
      </dl>
      {chart}
    </div>
  );
}

/** Stats side by side, at most four. */
export function StatRow({ children }: { children: ReactNode }) {
  return (
    <div className="grid auto-cols-fr grid-flow-col divide-x divide-line border-b border-line phone:*:px-3 phone:*:first:pl-4">
      {children}
    </div>
  );
}
