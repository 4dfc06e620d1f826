/**
 * Browser <-> bridge. Text frames carry one JSON message; binary frames carry bytes with an 8-byte big-endian offset in front:
 * output offset towards the browser, input offset towards the bridge. Offsets count bytes since the terminal began, so either
 * side can drop what it already has and ask again for what it lacks.
 */

export type LaunchStep =
  | 'ticket'
  | 'asked'
  | 'placed'
  | 'networkAttached'
  | 'imagePulled'
  | 'agentConnected'
  | 'channelOpened'
  | 'firstOutput';

export type FromBrowser =
  /**
   * First message. `offset`: output bytes already on the screen. `page`: a random id made once per loaded page; input offsets
   * count within it, so two tabs never disturb each other and a page that comes back goes on exactly where it was accepted.
   */
  | { type: 'open'; ticket: string; page: string; offset: number; cols: number; rows: number }
  | { type: 'size'; cols: number; rows: number }
  /** Flow control: everything before this offset is written to the screen. */
  | { type: 'shown'; offset: number }
  | { type: 'ping'; at: number };

export type ToBrowser =
  | {
      type: 'opened';
      role: 'operate' | 'watch';
      status: 'opening' | 'live' | 'ended';
      number: number;
      cols: number;
      rows: number;
      /** Where output begins for this viewer. */
      offset: number;
      /** Input bytes of this page accepted so far: the browser sends from here on. */
      input: number;
      /** Epoch milliseconds by the server's clock. */
      now: number;
      endsAt: number;
      graceMinutes: number;
      /** This page was attached before, but to a process that is gone: what it had in flight is dropped rather than doubled. */
      inputReset?: boolean;
    }
  | { type: 'step'; step: LaunchStep; at: number }
  | { type: 'failed'; step: LaunchStep; cause: string; code: string; text: string; check: string }
  | { type: 'live' }
  | { type: 'size'; cols: number; rows: number }
  /** Input bytes of this page taken so far: they will reach the shell once, so the browser may forget them and send more. */
  | { type: 'accepted'; input: number }
  | { type: 'watchers'; names: string[] }
  /** The grant's end moved (shortened or extended). */
  | { type: 'endsAt'; endsAt: number; now: number }
  /** The recorder cannot commit: input is held until it can. */
  | { type: 'recording'; safe: boolean }
  /** The line to the agent: lost and being resumed, or back. */
  | { type: 'line'; up: boolean }
  | { type: 'pong'; at: number; now: number }
  | { type: 'ended'; reason: string; note: string | null; by: string | null; exitCode: number | null };

/** Bytes a viewer may be ahead of its own `shown` before the bridge reads from the recording at its pace instead. */
export const VIEWER_WINDOW_BYTES = 256 * 1024;

/** Largest binary frame from a browser: offset and one paste slice. */
export const MAX_INPUT_FRAME_BYTES = 8 + 16 * 1024;

/** Largest text frame from a browser. */
export const MAX_TEXT_FRAME_BYTES = 4 * 1024;

/** Puts the offset in front of the bytes. */
export function encodeBytes(offset: number, bytes: Uint8Array): Uint8Array {
  const frame = new Uint8Array(8 + bytes.length);
  new DataView(frame.buffer).setBigUint64(0, BigInt(offset));
  frame.set(bytes, 8);
  return frame;
}

/** Takes a binary frame apart without copying; null when it is too short or the offset is beyond 2^53. */
export function decodeBytes(frame: Uint8Array): { offset: number; bytes: Uint8Array } | null {
  if (frame.length < 8) return null;
  const offset = new DataView(frame.buffer, frame.byteOffset, 8).getBigUint64(0);
  if (offset > 9007199254740991n) return null;
  return { offset: Number(offset), bytes: frame.subarray(8) };
}
