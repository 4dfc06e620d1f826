import { z } from 'zod';
import { type FromBrowser, MAX_TEXT_FRAME_BYTES } from '../terminal-wire/messages';
import { cells } from './terminals';

const offset = z.int().min(0);

/** Every text message a browser may send; anything more or else is refused. */
export const fromBrowser: z.ZodType<FromBrowser> = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('open'),
    ticket: z.string().regex(/^[A-Za-z0-9_-]{20,200}$/),
    offset,
    cols: cells,
    rows: cells,
  }),
  z.strictObject({ type: z.literal('size'), cols: cells, rows: cells }),
  z.strictObject({ type: z.literal('shown'), offset }),
  z.strictObject({ type: z.literal('ping'), at: z.number().min(0).max(1e15) }),
]);

/** Reads one text frame; null for whatever is not in the protocol, however it is wrong. */
export function parseFromBrowser(frame: string): FromBrowser | null {
  if (frame.length > MAX_TEXT_FRAME_BYTES) return null;
  let json: unknown;
  try {
    json = JSON.parse(frame);
  } catch {
    return null;
  }
  return fromBrowser.safeParse(json).data ?? null;
}
