'use client';

import { type ReactNode, useRef } from 'react';
import { Button } from '../ui/button';
import { EmptyState } from '../ui/empty-state';
import { ColumnHead, Table, TableHead } from '../ui/table';
import { useRowKeys } from './use-hotkeys';

export type Column = {
  /** Left out where a column heads nothing. */
  head?: ReactNode;
  /** Aligned to the right, for numbers. */
  end?: boolean;
  className?: string;
};

/**
 * A filtered list in a table: its heads, its rows under the keys, the empty state while there is nothing at all, and the way back where
 * the filter leaves nothing.
 */
export function TableList<Row>({
  label,
  columns,
  rows,
  typed,
  empty,
  noMatch,
  clear,
  onClear,
  children,
}: {
  label: string;
  columns: readonly Column[];
  /** What the filter leaves. */
  rows: readonly Row[];
  /** What the filter says. */
  typed: string;
  empty: ReactNode;
  /** The sentence and the button where nothing matches. */
  noMatch: string;
  clear: string;
  onClear: () => void;
  /** One row, with its key. */
  children: (row: Row) => ReactNode;
}) {
  const list = useRef<HTMLDivElement>(null);
  useRowKeys(list);
  if (rows.length === 0) {
    return typed.trim() === '' ? (
      empty
    ) : (
      <EmptyState title={noMatch} act={<Button onClick={onClear}>{clear}</Button>} />
    );
  }
  return (
    <div ref={list} className="overflow-x-auto">
      <Table label={label}>
        <TableHead>
          {columns.map(({ head, ...column }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
            <ColumnHead key={at} {...column}>
              {head}
            </ColumnHead>
          ))}
        </TableHead>
        <tbody>{rows.map(children)}</tbody>
      </Table>
    </div>
  );
}
