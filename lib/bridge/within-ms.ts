/** What the work answers, or undefined when it takes longer. */
export async function withinMs<Value>(work: Promise<Value>, limitMs: number): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), limitMs);
  });
  const first = await Promise.race([work, limit]);
  clearTimeout(timer);
  return first;
}
