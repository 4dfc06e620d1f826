const usual = [15, 30, 60, 120, 240, 480, 1440];
const mostOptions = 4;

/** Usual durations below what was asked, the longest few of them, shortest first. */
export function shorterThan(minutes: number): number[] {
  return usual.filter((option) => option < minutes).slice(-mostOptions);
}
