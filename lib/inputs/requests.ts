import { z } from 'zod';
import type { GrantId, RequestId, TargetId } from '../domain/ids';
import { REASON_LENGTH, TICKET_LENGTH } from '../domain/requests/transitions';
import { id } from './ids';
import { instant, lineOfText, minutes, optional, severalLines } from './text';

const requestId = id<RequestId>();
const comment = severalLines(1, REASON_LENGTH.most);

/** Asking for access. */
export const submit = z.strictObject({
  targetId: id<TargetId>(),
  reason: severalLines(REASON_LENGTH.least, REASON_LENGTH.most),
  ticket: optional(lineOfText(TICKET_LENGTH)),
  minutes,
  startsAt: optional(instant),
});

/** A yes, perhaps for less time than was asked. */
export const approve = z.strictObject({
  requestId,
  minutes: optional(minutes),
  comment: optional(comment),
});

/** A no, which says why. */
export const deny = z.strictObject({ requestId, comment });

export const withdraw = z.strictObject({ requestId });

/** Taking a grant away, named by itself or by its request. */
export const revoke = z
  .strictObject({ grantId: id<GrantId>().optional(), requestId: requestId.optional(), reason: comment })
  .refine((given) => (given.grantId === undefined) !== (given.requestId === undefined), {
    path: ['grantId'],
    message: 'oneOfGrantAndRequest',
  });
