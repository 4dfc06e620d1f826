import 'server-only';
import type { z } from 'zod';
import { ok, type Result, refuse } from '../domain/result';

/** Parses outside input; the first fault becomes a refusal at its field, and an id of no shape names nothing that exists. */
export function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): Result<z.output<Schema>> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  if (issue?.message === 'idNeeded') return refuse('NOT_FOUND');
  return refuse('INPUT_NOT_UNDERSTOOD', {
    field: issue?.path.map(String).join('.') || undefined,
    facts: { problem: issue?.message ?? 'notUnderstood' },
  });
}
