import 'server-only';
import { revalidatePath } from 'next/cache';
import { headers } from 'next/headers';
import type { z } from 'zod';
import type { Door } from '../domain/audit/door';
import type { Actor } from '../domain/people/actor';
import { type Result, refuse } from '../domain/result';
import { countRefusal } from '../use-cases/audit/count-refusal';
import type { Deps } from '../use-cases/deps';
import { isWithinRate, type Rate } from '../use-cases/people/is-within-rate';
import { currentActor } from './actor';
import { isFromOurPages } from './caller';
import { webConfig, webDeps } from './deps';
import { parse } from './parse';
import { surprise } from './surprise';

type Verb<Input, Value> = (deps: Deps, actor: Actor, input: Input) => Promise<Result<Value>>;

/**
 * A server action around a verb: who is asking, from a page of ours, not too often, with input the schema knows. The page gets the
 * verb's value or refusal; a fault of ours becomes an error whose digest is the reference in the log.
 */
export function action<Schema extends z.ZodType, Value>(
  schema: Schema,
  verb: Verb<z.output<Schema>, Value>,
  options: { name: Door; revalidate?: string; rate?: Rate },
): (input: unknown) => Promise<Result<Value>> {
  return async (input) => {
    const deps = webDeps();
    try {
      const actor = await currentActor();
      if (!actor) return refuse('SIGNED_OUT');
      if (!isFromOurPages(await headers(), webConfig().POSTERN_URL)) {
        await countRefusal(deps, { actor, door: options.name, why: 'foreignOrigin' });
        return refuse('NOT_ALLOWED');
      }
      if (!(await isWithinRate(deps, options.rate ?? 'act', actor, options.name))) return refuse('TOO_MANY');
      const parsed = parse(schema, input instanceof FormData ? Object.fromEntries(input) : input);
      if (!parsed.ok) return parsed;
      const answer = await verb(deps, actor, parsed.value);
      if (answer.ok && options.revalidate) revalidatePath(options.revalidate, 'layout');
      return answer;
    } catch (error) {
      throw surprise(deps.log, error, options.name);
    }
  };
}
