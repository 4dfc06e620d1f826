import 'server-only';
import { notFound, redirect } from 'next/navigation';
import { cache } from 'react';
import type { Actor } from '../domain/people/actor';
import type { Result } from '../domain/result';
import type { Deps } from '../use-cases/deps';
import { currentActor } from './actor';
import { webDeps } from './deps';
import { surprise } from './surprise';

type Reading = (deps: Deps, actor: Actor, input?: unknown) => Promise<Result<unknown>>;

// Frame, layout, title and page often ask the same; within one rendering they get one answer. The input is its text, because
// `cache` compares by identity.
const answerOnce = cache(async (verb: Reading, input?: string): Promise<Result<unknown> | null> => {
  const actor = await currentActor();
  if (!actor) return null;
  return input === undefined ? verb(webDeps(), actor) : verb(webDeps(), actor, JSON.parse(input));
});

/** Runs a reading verb, with input that survives JSON, for a page: its value, or not-found, or the way to the sign-in page when nobody is signed in. */
export async function load<Value>(verb: (deps: Deps, actor: Actor) => Promise<Result<Value>>): Promise<Value>;
export async function load<Input, Value>(
  verb: (deps: Deps, actor: Actor, input: Input) => Promise<Result<Value>>,
  input: Input,
): Promise<Value>;
export async function load<Input, Value>(
  verb: (deps: Deps, actor: Actor, input: Input) => Promise<Result<Value>>,
  input?: Input,
): Promise<Value> {
  const deps = webDeps();
  const answer = await attempt();
  if (answer === null) redirect('/sign-in?error=Expired');
  if (answer.ok) return answer.value;
  switch (answer.refusal.reason) {
    case 'SIGNED_OUT':
    case 'GROUPS_TOO_OLD':
      return redirect('/sign-in?error=Expired');
    case 'NOT_FOUND':
    case 'NOT_ALLOWED':
    case 'INPUT_NOT_UNDERSTOOD':
      return notFound();
    default:
      throw surprise(deps.log, new Error(`a page was refused: ${answer.refusal.reason}`), 'load');
  }

  async function attempt(): Promise<Result<Value> | null> {
    try {
      const asked = input === undefined ? undefined : JSON.stringify(input);
      return (await answerOnce(verb as Reading, asked)) as Result<Value> | null;
    } catch (error) {
      throw surprise(deps.log, error, 'load');
    }
  }
}
