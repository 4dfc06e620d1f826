import { z } from 'zod';
import type { TargetId, TerminalId } from '../domain/ids';
import { END_NOTE_LENGTH } from '../domain/terminals/transitions';
import { id } from './ids';
import { optional, severalLines } from './text';

const terminalId = id<TerminalId>();

/** Columns or rows of a screen. */
const cells = z.int({ error: 'wholeNumberNeeded' }).min(1, 'tooSmall').max(1000, 'tooLarge');

export const open = z.strictObject({ targetId: id<TargetId>(), cols: cells, rows: cells });

export const ticket = z.strictObject({
  terminalId,
  purpose: z.enum(['operate', 'watch'], { error: 'notOneOfThese' }),
});

/** Ending a terminal. Whether the note may be empty depends on whose it is, which the rule knows. */
export const end = z.strictObject({ terminalId, note: optional(severalLines(1, END_NOTE_LENGTH)) });

/** One recording, by its terminal. */
export const recording = z.strictObject({ terminalId });
