/** Where two texts part, with what stands there in each; null when they are the same. Short, unlike a diff of megabytes. */
export function firstDifference(given: string, wanted: string): string | null {
  if (given === wanted) return null;
  let at = 0;
  while (at < given.length && given[at] === wanted[at]) at++;
  const around = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 40), at + 80));
  return `from ${at} of ${wanted.length} on: ${around(given)} instead of ${around(wanted)}; ${given.length} in all`;
}
