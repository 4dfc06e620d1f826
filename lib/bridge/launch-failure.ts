import { explainFailure } from '../domain/bastions/explain-failure';
import type { AwaitedBastion } from '../domain/terminals/carried';
import type { ToBrowser } from '../terminal-wire/messages';

/** What a page is told of a bastion that did not come up: the step it broke at, the cause in plain kinds, the service's own words. */
export function launchFailure(bastion: AwaitedBastion): Extract<ToBrowser, { type: 'failed' }> {
  const code = bastion.failureCode ?? '';
  const text = bastion.failureText ?? '';
  const reached = new Set(bastion.steps.map(({ step }) => step));
  const step = (['placed', 'networkAttached', 'imagePulled', 'agentConnected'] as const).find(
    (one) => !reached.has(one),
  );
  return { type: 'failed', step: step ?? 'agentConnected', code, text, ...explainFailure({ code, text }) };
}
