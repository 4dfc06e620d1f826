/** Those rows whose words hold what was typed, whatever its case; all of them while nothing is typed. */
export function matching<Row>(
  rows: readonly Row[],
  typed: string,
  wordsOf: (row: Row) => readonly (string | null)[],
): Row[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return [...rows];
  return rows.filter((row) => wordsOf(row).some((word) => word?.toLowerCase().includes(wanted)));
}
