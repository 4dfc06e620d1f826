import type { World } from './world';

/** One line of the table. */
export type Row = {
  what: string;
  /** The number that is compared with the aim, with its unit. */
  value: string;
  aim: string;
  /** Null where there is only a number to know. */
  isMet: boolean | null;
  /** What it was made from. */
  detail: string;
};

/** One measurement: its rows, or an exception. `log` says what it is doing. */
export type Measurement = (world: World, log: (line: string) => void) => Promise<Row[]>;

/** A ratio with its aim. */
export function ratioRow(what: string, ratio: number, aim: number, detail: string): Row {
  return { what, value: `${ratio.toFixed(2)} ×`, aim: `≥ ${aim} ×`, isMet: ratio >= aim, detail };
}

/** The value below which this share of the sorted numbers lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

export function thousands(value: number): string {
  return Math.round(value).toLocaleString('en');
}
