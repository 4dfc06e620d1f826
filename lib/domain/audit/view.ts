import type { AuditName } from './event';

export type AuditRow = {
  sequence: number;
  at: number;
  name: AuditName;
  /** A stranger is somebody who has shown no sign-in. */
  actor: { id: string | null; name: string; kind: 'person' | 'postern' | 'stranger' };
  address: string | null;
  /** What it is about, already named for the screen. */
  on: { label: string; href: string | null; target: boolean; nodeId: string | null } | null;
  environment: { name: string; kind: string } | null;
  request: { id: string; number: number } | null;
  terminal: { id: string; number: number } | null;
  /** What let it happen, where that is on record: the policies of its request, or the grant that was used. */
  allowedBy: { policies: readonly string[]; version: number } | { grant: number } | null;
  /** Seconds into the terminal's recording at which it happened; null where there is no such moment. */
  moment: number | null;
  fields: Record<string, unknown>;
  /** Its content is what its hash was made of. */
  unaltered: boolean;
  hash: string;
  previousHash: string;
};

/** How far back the page looks: since midnight UTC, since midnight six days before, or to the beginning. */
export const AUDIT_SPANS = ['today', 'week', 'all'] as const;
export type AuditSpan = (typeof AUDIT_SPANS)[number];

export type AuditPage = {
  rows: AuditRow[];
  /** How many match in all, counted up to COUNTED_AT_MOST; null on later pages, which the first one has told already. */
  total: number | null;
  nextBefore: number | null;
};

/** Counting goes on only so far: beyond it, how many more there are helps nobody and costs a scan of the record. */
export const COUNTED_AT_MOST = 10_000;

export type ChainState = {
  whole: boolean;
  events: number;
  head: string | null;
  firstAt: number | null;
  verifiedAt: number;
  elapsedMs: number;
  brokenAt: { sequence: number; why: 'hash' | 'link' | 'gap' } | null;
};
