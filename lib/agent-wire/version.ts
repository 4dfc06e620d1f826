/** A version of four numbers, or null when it is anything else. */
function parts(version: string): number[] | null {
  return /^\d{1,9}(\.\d{1,9}){3}$/.test(version) ? version.split('.').map(Number) : null;
}

/** Says whether a version is above another by number. Both must have four numbers, else the answer is no, as in the reference client. */
export function isNewerThan(version: string, than: string): boolean {
  const [left, right] = [parts(version), parts(than)];
  if (left === null || right === null) return false;
  for (const [at, number] of left.entries()) {
    const other = right[at] ?? 0;
    if (number !== other) return number > other;
  }
  return false;
}
