import { z } from 'zod';
import type { BastionId } from '../domain/ids';
import { id } from './ids';
import { severalLines } from './text';

const act = z.strictObject({ bastionId: id<BastionId>(), reason: severalLines(1, 500) });

/** Stopping at once, with what runs on it. */
export const stop = act;
/** No new terminal; stopped when the last one ends. */
export const drain = act;
