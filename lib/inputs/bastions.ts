import { z } from 'zod';

/** What an administrator sends to end a bastion: `drain` lets its terminals finish, `now` ends them. */
export const stopBastionInput = z.strictObject({
  bastionId: z.uuid(),
  how: z.enum(['drain', 'now']),
  reason: z.string().trim().min(3, 'must say why').max(500, 'must be at most 500 characters'),
});

export type StopBastionInput = z.infer<typeof stopBastionInput>;
