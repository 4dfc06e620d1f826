import type { PersonView } from '../people/view';
import type { Picture } from '../recordings/picture';
import type { TargetKind } from '../targets/target';
import type { EnvironmentView } from '../targets/view';
import type { TerminalEndReason, TerminalStatus } from './terminal';

/** A terminal in a list: mine, live ones, or recordings. */
export type TerminalRow = {
  id: string;
  number: number;
  person: PersonView;
  target: { id: string; name: string; kind: TargetKind; address: string; note: string };
  /** The one command it runs; null for a shell. */
  command: string | null;
  /** Another document than the account's own shell, with its parameters, in one line. */
  document: string | null;
  environment: EnvironmentView;
  requestId: string;
  requestNumber: number;
  reason: string;
  ticket: string | null;
  status: TerminalStatus;
  createdAt: number;
  openedAt: number | null;
  endedAt: number | null;
  endReason: TerminalEndReason | null;
  endNote: string | null;
  endedBy: PersonView | null;
  /** When the right to it ends; null once ended. */
  endsAt: number | null;
  outputBytes: number;
  lastInputAt: number | null;
  /** Since when no browser of the operator is attached; null while one is. */
  detachedAt: number | null;
  watchers: PersonView[];
  /** What the screen shows, or showed last; null when nothing was shown yet, and for who may not look at it now. */
  picture: Picture | null;
};

/** A running terminal with what the viewer may do to it. */
export type LiveRow = TerminalRow & {
  /** Since when its line to AWS is down; null while it is up. */
  lineLostAt: number | null;
  acts: { watch: boolean; end: boolean };
};

export type LiveView = {
  terminals: LiveRow[];
  /** When the last terminal ended; null before the first. */
  lastClosedAt: number | null;
};

export type TerminalDetail = TerminalRow & {
  cols: number;
  rows: number;
  bastionNumber: number | null;
  /** The managed node it runs on; null for one in a bastion. */
  nodeId: string | null;
  graceMinutes: number;
  /** How long its bastion stays after the last terminal. */
  bastionIdleMinutes: number;
  strictRecording: boolean;
  approvedBy: PersonView[];
  acts: { operate: boolean; watch: boolean; end: boolean; readRecording: boolean };
};

/** Everything the player's page shows besides the stream itself. */
export type RecordingDetail = TerminalRow & {
  cols: number;
  rows: number;
  durationMs: number;
  approvedBy: { person: PersonView; at: number }[];
  watchedBy: { person: PersonView; from: number; to: number | null }[];
  /** `who` began or stopped watching; null for marks that are nobody's. */
  markers: { elapsedMs: number; kind: string; label: string; who: string | null }[];
  /** Output bytes in each of 120 equal stretches of time, for the scrubber. */
  density: number[];
  digest: string | null;
};

export type RecordingCheck = {
  whole: boolean;
  chunks: number;
  bytes: number;
  brokenAt: number | null;
  elapsedMs: number;
};
