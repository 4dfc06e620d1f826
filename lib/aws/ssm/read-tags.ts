import { z } from 'zod';

/** Tags as AWS answers them: an empty list where there are none. No list at all says nothing, and a forbidding policy could fall away by it. */
export const tagList = z.array(z.object({ Key: z.string(), Value: z.string() }));

/**
 * Tags by key. One with a character that a tag cannot have is left out and not mended: policies decide by tags, and a mended one could be
 * another. Nor can one be kept whose key is no key of an object: it would be lost on the way to the database, and seem to be new each minute.
 */
export function tagsOf(list: z.infer<typeof tagList>): Record<string, string> {
  const readable = list.filter(({ Key, Value }) => Key !== '__proto__' && !/[\p{Cc}\p{Cs}]/u.test(`${Key}${Value}`));
  return Object.fromEntries(readable.map(({ Key, Value }) => [Key, Value]));
}
