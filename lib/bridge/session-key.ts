import { setTimeout as pause } from 'node:timers/promises';
import { CloudError, isPassing } from '../domain/cloud-error';
import type { Environment } from '../domain/targets/environment';
import type { CarriedTerminal } from '../domain/terminals/carried';
import type { DataKeyRequest } from '../domain/terminals/data-key';
import type { Deps } from '../use-cases/deps';
import { createDataKey, recoverDataKey } from '../use-cases/terminals/data-key';
import type { AgentLine } from './agent-line';
import type { BridgeContext } from './context';

const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5_000;
const GIVE_UP_MS = 120_000;

/** Fetches the data key that the agent asks for and hands it to the line; without one the line is told why, and ends the session. */
export async function provideDataKey(
  { deps, bridgeId }: BridgeContext,
  carried: CarriedTerminal,
  { keyId, encryptionContext }: DataKeyRequest,
  line: Pick<AgentLine, 'takeDataKey' | 'refuseDataKey'>,
): Promise<void> {
  try {
    const key = await createDataKey(deps, bridgeId, carried, { keyId, encryptionContext });
    if (key === null) line.refuseDataKey('the terminal is carried elsewhere');
    else line.takeDataKey(key);
  } catch (error) {
    deps.log.warn({ err: error, terminal: carried.terminal.id }, 'no data key for an encrypted session');
    line.refuseDataKey(error instanceof CloudError ? `${error.code}: ${error.message}` : 'the key could not be kept');
  }
}

/**
 * The key of a terminal that another process began, or null where it needs none; undefined when the service has said no, or nobody answered
 * for as long as a line waits. A database or a service that is away for a moment must not end a shell.
 */
export async function findKeyAgain(
  deps: Pick<Deps, 'db' | 'agents' | 'log' | 'clock'>,
  carried: CarriedTerminal,
  goesOn: () => boolean,
): Promise<{ plaintext: Uint8Array; ciphertext: Uint8Array } | null | undefined> {
  const giveUpAtMs = deps.clock.now().getTime() + GIVE_UP_MS;
  for (let waitMs = FIRST_RETRY_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_RETRY_MS)) {
    try {
      return await recoverDataKey(deps, carried);
    } catch (error) {
      const isFinal = error instanceof CloudError && !isPassing(error);
      deps.log.warn({ err: error, terminal: carried.terminal.id }, 'the key of a terminal is out of reach');
      if (isFinal || !goesOn() || deps.clock.now().getTime() > giveUpAtMs) return undefined;
      // Neither says when it is back.
      await pause(waitMs);
    }
  }
}

/** The agent's own name for itself in a task, as SSM writes it: what the key of its sessions is bound to. */
export function taskTarget({ cluster }: Environment, task: { taskArn: string; runtimeId: string }): string {
  return `ecs:${lastPart(cluster)}_${lastPart(task.taskArn)}_${task.runtimeId}`;
}

function lastPart(arn: string): string {
  return arn.split('/').at(-1) ?? arn;
}
