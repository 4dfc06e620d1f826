/** One thing wrong with a policy text. Line counts from 1; null when the fault is about the file or the whole set. */
export type PolicyFault = { file: string; line: number | null; message: string };

/** Policies that cannot be used, with every fault found. */
export class PolicyError extends Error {
  constructor(readonly faults: readonly PolicyFault[]) {
    const lines = faults.map(({ file, line, message }) => `  - ${file}${line === null ? '' : `:${line}`} ${message}`);
    super(`The policies have ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${lines.join('\n')}`);
    this.name = 'PolicyError';
  }
}
