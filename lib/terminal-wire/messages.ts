/**
 * Browser <-> bridge. Text frames carry one JSON message; binary frames carry bytes with an 8-byte big-endian offset in front:
 * output offset towards the browser, input offset towards the bridge. Output offsets count bytes since the terminal began, input
 * offsets count bytes since the page was loaded, so either side can drop what it already has and ask again for what it lacks.
 *
 * The browser sends input frames from `opened.input` on, in order, at most MAX_UNACCEPTED_INPUT_BYTES beyond the last `accepted`. It
 * keeps what is not accepted, and after a reconnect sends it again from the new `opened.input`: the bridge drops what it has already.
 * A frame that leaves a gap, one beyond that bound, or any input of somebody who only watches, breaks the protocol.
 */

export type LaunchStep =
  | 'ticket'
  | 'asked'
  | 'placed'
  | 'networkAttached'
  | 'imagePulled'
  | 'agentConnected'
  | 'nodeConnected'
  | 'channelOpened'
  | 'firstOutput';

export type FromBrowser =
  /**
   * First message. `offset`: output bytes already on the screen. `page`: a random id made once per loaded page; input offsets
   * count within it, so two tabs never disturb each other and a page that comes back goes on exactly where it was accepted.
   * `sent`: input bytes this page has sent so far, accepted or not; 0 at first.
   */
  | { type: 'open'; ticket: string; page: string; offset: number; sent: number; cols: number; rows: number }
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
      /** Where this page's input goes on: the offset of the next input byte to send. */
      input: number;
      /** Epoch milliseconds by the server's clock. */
      now: number;
      endsAt: number;
      graceMinutes: number;
      /**
       * This page was attached before, but to a process that is gone: what it had in flight is dropped rather than doubled. The page
       * forgets what it kept, and sends new input from `input` on.
       */
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
  /** The last message: every byte of output was sent before it. */
  | {
      type: 'ended';
      reason: string;
      note: string | null;
      by: string | null;
      exitCode: number | null;
      /** False when AWS did not say so: what ran in the shell may run still, and its end is tried again. */
      isShellGone: boolean;
    };

/** Bytes a viewer may be ahead of its own `shown` before the bridge reads from the recording at its pace instead. */
export const VIEWER_WINDOW_BYTES = 256 * 1024;

/** Largest binary frame from a browser: offset and one paste slice. */
export const MAX_INPUT_FRAME_BYTES = 8 + 16 * 1024;

/** A page that has sent this much beyond what was accepted waits; its last frame may reach over. */
export const MAX_UNACCEPTED_INPUT_BYTES = 64 * 1024;

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

const MOST_CELLS = 1000;

/** Reads a text frame; null when it is no message of the protocol. */
export function parseFromBrowser(text: string): FromBrowser | null {
  if (text.length > MAX_TEXT_FRAME_BYTES) return null;
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof message !== 'object' || message === null) return null;
  const { type, ticket, page, offset, sent, cols, rows, at } = message as Record<string, unknown>;
  switch (type) {
    case 'open': {
      const named = isName(ticket, 200) && isName(page, 64);
      if (!named || !isCount(offset) || !isCount(sent) || !isCells(cols) || !isCells(rows)) return null;
      return { type, ticket, page, offset, sent, cols, rows };
    }
    case 'size':
      return isCells(cols) && isCells(rows) ? { type, cols, rows } : null;
    case 'shown':
      return isCount(offset) ? { type, offset } : null;
    case 'ping':
      return typeof at === 'number' && Number.isFinite(at) ? { type, at } : null;
    default:
      return null;
  }
}

function isName(value: unknown, most: number): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= most;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isCells(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MOST_CELLS;
}
