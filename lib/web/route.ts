import 'server-only';
import type { Actor } from '../domain/people/actor';
import { type Refusal, type Result, refuse } from '../domain/result';
import type { Deps } from '../use-cases/deps';
import { currentActor } from './actor';
import { webDeps } from './deps';
import { statusOf } from './refusal-to-http';
import { surprise } from './surprise';

export type RouteCall<Params> = { deps: Deps; actor: Actor; request: Request; params: Params };

/**
 * A reading route handler for signed-in people: what the handler answers is sent as it is, a refusal as its status with the reason,
 * a fault of ours as 500 with the reference in the log.
 */
export function route<Params>(
  name: string,
  handle: (call: RouteCall<Params>) => Promise<Result<Response>>,
): (request: Request, context: { params: Promise<Params> }) => Promise<Response> {
  return async (request, context) => {
    const deps = webDeps();
    try {
      const actor = await currentActor();
      const answer = actor
        ? await handle({ deps, actor, request, params: await context.params })
        : refuse('SIGNED_OUT');
      return answer.ok ? answer.value : refused(answer.refusal);
    } catch (error) {
      const { digest } = surprise(deps.log, error, name);
      return Response.json({ reference: digest }, { status: 500 });
    }
  };
}

function refused({ reason, field }: Refusal): Response {
  return Response.json({ reason, field }, { status: statusOf(reason), headers: { 'Cache-Control': 'no-store' } });
}
