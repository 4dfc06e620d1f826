import { CloudError } from '../domain/cloud-error';
import type { Environment } from '../domain/targets/environment';
import type { CarriedTerminal } from '../domain/terminals/carried';
import type { DataKeyRequest } from '../domain/terminals/data-key';
import { createDataKey } from '../use-cases/terminals/data-key';
import type { AgentLine } from './agent-line';
import type { BridgeContext } from './context';

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

/** The agent's own name for itself in a task, as SSM writes it: what the key of its sessions is bound to. */
export function targetOf({ cluster }: Environment, task: { taskArn: string; runtimeId: string }): string {
  return `ecs:${lastPart(cluster)}_${lastPart(task.taskArn)}_${task.runtimeId}`;
}

function lastPart(arn: string): string {
  return arn.split('/').at(-1) ?? arn;
}
