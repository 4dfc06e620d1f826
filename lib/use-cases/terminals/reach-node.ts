import { CloudError } from '../../domain/cloud-error';
import type { Environment } from '../../domain/targets/environment';
import { NODE_NOT_CONNECTED, NODE_OFFLINE, NODE_UNKNOWN } from '../../domain/targets/explain-node-failure';
import type { Deps } from '../deps';

/** An agent that was just registered, or whose machine is starting, connects within this. */
const CONNECTS_WITHIN_MS = 90_000;
/** Of a machine that is said to be gone only a line that comes back at once is waited for. */
const COMES_BACK_WITHIN_MS = 10_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Waits until a session can be started on a node that was not connected, with growing pauses. Throws CloudError of kind `notReady` when it
 * does not connect, with a code of ours that says what is known of it: no such node, said to be offline, or online and yet not connected.
 * The ping status lags by minutes, so it only says how long to wait; GetConnectionStatus says when. Returns early once `goesOn` is false.
 */
export async function reachNode(
  deps: Pick<Deps, 'nodes'>,
  environment: Environment,
  nodeId: string,
  waiting: { goesOn(): boolean; wait(ms: number): Promise<unknown>; now(): number },
): Promise<void> {
  const node = await deps.nodes.lastHeard(environment, nodeId);
  if (!node) throw new CloudError('notFound', NODE_UNKNOWN, `Systems Manager knows no node ${nodeId} here.`);
  const untilMs = waiting.now() + (node.ping === 'online' ? CONNECTS_WITHIN_MS : COMES_BACK_WITHIN_MS);
  for (let pauseMs = FIRST_PAUSE_MS; waiting.goesOn(); pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    if (await deps.nodes.isConnected(environment, nodeId)) return;
    if (waiting.now() + pauseMs > untilMs) {
      if (node.ping === 'online')
        throw new CloudError('notReady', NODE_NOT_CONNECTED, 'The agent is well but has no line to Session Manager.');
      const since = node.lastPingAt ? ` It was last heard of at ${node.lastPingAt.toISOString()}.` : '';
      throw new CloudError('notReady', NODE_OFFLINE, `The agent does not answer.${since}`);
    }
    await waiting.wait(pauseMs);
  }
}
