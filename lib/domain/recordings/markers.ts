import type { TerminalEndReason } from '../terminals/terminal';

type None = Record<never, never>;

/** Every kind of mark on a recording's time line with what it carries. The list is closed. */
export type MarkerFields = {
  resize: { cols: number; rows: number };
  watched: { personId: string; name: string };
  unwatched: { personId: string; name: string };
  /** The line to the agent: lost and being resumed, or back. */
  lineLost: None;
  lineBack: None;
  /** Another process took the terminal over. */
  adopted: { bridgeId: string };
  /** The recorder could not commit and input was held, until it could again. */
  recorderUnsafe: None;
  recorderSafe: None;
  /** It runs one command without a terminal of its own; everything shown was made fit for a screen. */
  command: None;
  /** The command has ended with this code. */
  commandEnded: { exitCode: number };
  ended: { reason: TerminalEndReason };
};

export type MarkerKind = keyof MarkerFields;

/** A mark at a place in the stream. */
export type Marker = {
  [Kind in MarkerKind]: { kind: Kind; fields: MarkerFields[Kind]; elapsedMs: number; offset: bigint };
}[MarkerKind];

/** Builds one marker with its fields checked against the closed list. `elapsedMs` counts from the terminal's opening. */
export function marker<Kind extends MarkerKind>(
  kind: Kind,
  fields: MarkerFields[Kind],
  elapsedMs: number,
  offset: bigint,
): Marker {
  return { kind, fields, elapsedMs, offset } as Marker;
}

/** What a player shows at a mark, in plain English; null for a resize, which has its own kind of event. */
export function markerLabel(mark: Marker): string | null {
  switch (mark.kind) {
    case 'resize':
      return null;
    case 'watched':
      return `${mark.fields.name} watches`;
    case 'unwatched':
      return `${mark.fields.name} stopped watching`;
    case 'lineLost':
      return 'Line lost';
    case 'lineBack':
      return 'Line back';
    case 'adopted':
      return 'Carried on by another process';
    case 'recorderUnsafe':
      return 'Recorder held input';
    case 'recorderSafe':
      return 'Recorder is safe again';
    case 'command':
      return null;
    case 'commandEnded':
      return `Exit code ${mark.fields.exitCode}`;
    case 'ended':
      return `Ended: ${mark.fields.reason}`;
  }
}
