import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names';
import { EnvironmentEdge } from './environment-edge';
import type { EnvironmentKind } from './environment-kind';

/** A table whose head stays while its rows scroll; `label` names it for those who cannot see the page title. */
export function Table({ label, children, className }: { label: string; children: ReactNode; className?: string }) {
  return (
    <table aria-label={label} className={classNames('w-full border-separate border-spacing-0 text-body', className)}>
      {children}
    </table>
  );
}

/** Column heads, 32 px, staying at the top of the scrolling panel. */
export function TableHead({ children }: { children: ReactNode }) {
  return (
    <thead>
      <tr>{children}</tr>
    </thead>
  );
}

const edgePadding = 'px-3 first:pl-5 last:pr-5 phone:first:pl-4 phone:last:pr-4';

const HEAD = 'sticky top-0 z-2 h-8 border-b border-line bg-surface text-fine font-medium whitespace-nowrap text-text-3';

/** One column's head; give `sorted` and `onSort` together to let it sort. */
export function ColumnHead({
  end = false,
  sorted,
  onSort,
  className,
  children,
}: {
  /** Aligned to the right, for numbers. */
  end?: boolean;
  sorted?: 'ascending' | 'descending' | 'none';
  onSort?: () => void;
  className?: string;
  children?: ReactNode;
}) {
  // What heads nothing, such as an environment's edge, is not announced as a head.
  if (children === undefined) {
    return <td className={classNames(HEAD, edgePadding, className)} />;
  }
  return (
    <th
      scope="col"
      aria-sort={sorted}
      className={classNames(HEAD, end ? 'text-right' : 'text-left', edgePadding, className)}
    >
      {onSort ? (
        <button type="button" onClick={onSort} className="rounded-tag hover:text-text phone:min-h-11">
          {children}
          <span aria-hidden className="ml-1 inline-block w-2">
            {sorted === 'ascending' ? '▴' : sorted === 'descending' ? '▾' : ''}
          </span>
        </button>
      ) : (
        children
      )}
    </th>
  );
}

/** One row, 40 px; with `onOpen` the whole of it can be pressed, by Enter too. */
export function TableRow({
  environment,
  chosen = false,
  fault = false,
  onOpen,
  className,
  children,
  ...row
}: ComponentProps<'tr'> & {
  environment?: EnvironmentKind;
  chosen?: boolean;
  fault?: boolean;
  onOpen?: () => void;
}) {
  return (
    <tr
      tabIndex={onOpen ? 0 : undefined}
      data-list-row
      onClick={onOpen}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.target === event.currentTarget) onOpen?.();
      }}
      {...row}
      className={classNames(
        'relative',
        onOpen && 'row-cursor cursor-pointer',
        // The edge stands in a cell of its own, so the first thing to read is in the second.
        environment && '*:nth-2:pl-5 phone:*:nth-2:pl-4',
        chosen && 'bg-active',
        fault && 'bg-bad-wash',
        className,
      )}
    >
      {environment ? (
        <td className="relative w-0 p-0">
          <EnvironmentEdge kind={environment} />
        </td>
      ) : null}
      {children}
    </tr>
  );
}

/** One cell; `end` for numbers. */
export function TableCell({ end = false, className, children, ...cell }: ComponentProps<'td'> & { end?: boolean }) {
  return (
    <td
      {...cell}
      className={classNames(
        'h-(--h-row) border-b border-line align-middle whitespace-nowrap phone:h-15',
        end && 'text-right',
        edgePadding,
        className,
      )}
    >
      {children}
    </td>
  );
}

/** What a row says when opened: a full-width row below it, its columns split by hairlines. */
export function TableDetail({
  columns,
  fault = false,
  children,
}: {
  columns: number;
  fault?: boolean;
  children: ReactNode;
}) {
  return (
    <tr className={fault ? 'bg-bad-wash' : 'bg-raised'}>
      <td colSpan={columns} className="border-b border-line p-0">
        <div className="grid auto-cols-fr grid-flow-col divide-x divide-line *:px-5 *:py-4 phone:grid-flow-row phone:divide-x-0 phone:divide-y">
          {children}
        </div>
      </td>
    </tr>
  );
}
