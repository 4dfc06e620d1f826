import type { AuditName } from './event';

export type AuditRow = {
  sequence: number;
  at: number;
  name: AuditName;
  actor: { id: string | null; name: string };
  address: string | null;
  /** What it is about, already named for the screen. */
  on: { label: string; href: string | null } | null;
  environment: { name: string; kind: string } | null;
  request: { id: string; number: number } | null;
  terminal: { id: string; number: number } | null;
  fields: Record<string, unknown>;
  hash: string;
  previousHash: string;
};

/** How far back the page looks: since midnight UTC, since midnight six days before, or to the beginning. */
export const AUDIT_SPANS = ['today', 'week', 'all'] as const;
export type AuditSpan = (typeof AUDIT_SPANS)[number];

export type AuditPage = { rows: AuditRow[]; total: number; nextBefore: number | null };

export type ChainState = {
  whole: boolean;
  events: number;
  head: string | null;
  firstAt: number | null;
  verifiedAt: number;
  elapsedMs: number;
  brokenAt: { sequence: number; why: 'hash' | 'link' | 'gap' } | null;
};
