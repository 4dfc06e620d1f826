/** What the agent of this AWS says it is. */
export const agentVersion = '3.3.1142.0';

/** Compares dotted versions number by number; with an equal beginning the longer one is greater. Negative, zero or positive. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [one.split('.'), other.split('.')];
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const difference = Number(a[index]) - Number(b[index]);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
