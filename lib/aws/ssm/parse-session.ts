import { z } from 'zod';

const text = z.string().min(1);

/** ECS spells the three in camelCase, SSM in PascalCase; both name the same session. */
const shape = z
  .object({
    sessionId: text.optional(),
    SessionId: text.optional(),
    streamUrl: text.optional(),
    StreamUrl: text.optional(),
    tokenValue: text.optional(),
    TokenValue: text.optional(),
  })
  .transform((given) => ({
    sessionId: given.sessionId ?? given.SessionId,
    streamUrl: given.streamUrl ?? given.StreamUrl,
    token: given.tokenValue ?? given.TokenValue,
  }))
  .pipe(
    z.object({
      sessionId: text.max(96),
      // A fragment has no place in a WebSocket's address, and opening one with it throws.
      streamUrl: z
        .url({ protocol: /^wss?$/, error: 'must be a WebSocket address' })
        .refine((url) => !url.includes('#'), 'must be a WebSocket address'),
      token: text,
    }),
  );

/** Reads what ExecuteCommand or ResumeSession hands out. Throws ZodError on an undocumented shape; never names the token. */
export function parseSession(given: unknown): { sessionId: string; streamUrl: string; token: string } {
  return shape.parse(given);
}
