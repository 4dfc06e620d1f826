import { z } from 'zod';
import { AUDIT_SPANS } from '../domain/audit/view';
import type { EnvironmentId, PersonId, RequestId, TargetId, TerminalId } from '../domain/ids';
import { id } from './ids';
import { instant, lineOfText } from './text';

// A filter comes from an address bar, where an emptied field is an empty text.
function leftOut<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((given) => (given === '' ? undefined : given), schema.optional());
}

/** Which events to show. Instants are inclusive at `from`, exclusive at `to`; `before` is a sequence number, for the next page. */
export const filter = z
  .strictObject({
    name: leftOut(
      z
        .string()
        .regex(/^[a-z]+(\.[a-zA-Z]*)?$/, 'notOneOfThese')
        .max(60, 'tooLong'),
    ),
    actorId: leftOut(id<PersonId>()),
    requestId: leftOut(id<RequestId>()),
    terminalId: leftOut(id<TerminalId>()),
    targetId: leftOut(id<TargetId>()),
    environmentId: leftOut(id<EnvironmentId>()),
    from: leftOut(instant),
    to: leftOut(instant),
    before: leftOut(
      z
        .string()
        .regex(/^[1-9]\d{0,17}$/, 'wholeNumberNeeded')
        .transform((digits) => BigInt(digits)),
    ),
    text: leftOut(lineOfText(200)),
  })
  .refine((given) => !given.from || !given.to || given.from < given.to, {
    path: ['to'],
    message: 'endsBeforeItBegins',
  });

/** What the page's address says: words, how far back, and where the next page begins. What cannot be understood is left out. */
export const search = z.strictObject({
  q: lineOfText(200).catch(''),
  span: z.enum(AUDIT_SPANS).catch('all'),
  before: filter.shape.before.catch(undefined),
});

/** Checking the chain takes nothing. */
export const verify = z.strictObject({});
