import { z } from 'zod';
import { AUDIT_SPANS } from '../domain/audit/view';
import { lineOfText } from './text';

/** A sequence number before which the next page begins; an address bar leaves an emptied field as an empty text. */
const before = z.preprocess(
  (given) => (given === '' ? undefined : given),
  z
    .string()
    .regex(/^[1-9]\d{0,17}$/, 'wholeNumberNeeded')
    .transform((digits) => BigInt(digits))
    .optional(),
);

/** What the page's address says: tokens and words, how far back, and where the next page begins. What cannot be understood is left out. */
export const search = z.strictObject({
  q: lineOfText(500).catch(''),
  span: z.enum(AUDIT_SPANS).catch('all'),
  before: before.catch(undefined),
});

/** Checking the chain takes nothing. */
export const verify = z.strictObject({});
