import { z } from 'zod';
import type { TargetId, TerminalId } from '../domain/ids';
import { END_NOTE_LENGTH } from '../domain/terminals/transitions';
import { id } from './ids';
import { optional, severalLines } from './text';

const terminalId = id<TerminalId>();

/** Columns or rows of a screen. */
const cells = z.int({ error: 'wholeNumberNeeded' }).min(1, 'tooSmall').max(1000, 'tooLarge');

export const open = z.strictObject({
  targetId: id<TargetId>(),
  cols: cells,
  rows: cells,
  after: terminalId.optional(),
});

export const ticket = z.strictObject({
  terminalId,
  purpose: z.enum(['operate', 'watch'], { error: 'notOneOfThese' }),
});

/** Ending a terminal. Whether the note may be empty depends on whose it is, which the rule knows. */
export const end = z.strictObject({ terminalId, note: optional(severalLines(1, END_NOTE_LENGTH)) });

/** Most terminals one look asks for. */
const MOST_LOOKED_AT = 60;

/** Which screens to look at, and how far each was seen: "id:bytes", separated by commas, as an address carries them. */
export const look = z.strictObject({
  seen: z
    .string({ error: 'idNeeded' })
    .max(MOST_LOOKED_AT * 56, 'tooLong')
    .transform((text) =>
      text.split(',').map((one) => {
        const [terminal, offset] = one.split(':');
        return { terminalId: terminal, offset };
      }),
    )
    .pipe(
      z
        .array(
          z.strictObject({
            terminalId,
            offset: z
              .string()
              .regex(/^\d{1,15}$/, 'wholeNumberNeeded')
              .transform(Number),
          }),
        )
        .max(MOST_LOOKED_AT, 'tooLong'),
    ),
});

/** One recording, by its terminal. */
export const recording = z.strictObject({ terminalId });
