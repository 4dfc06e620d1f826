import { z } from 'zod';
import { type Id, isId } from '../domain/ids';

/** An id of one kind; what has not its shape can name nothing. */
export function id<Kind extends Id<string>>() {
  return z
    .string({ error: 'idNeeded' })
    .max(36, 'idNeeded')
    .transform((text) => text.toLowerCase())
    .refine(isId, 'idNeeded')
    .transform((text) => text as Kind);
}
