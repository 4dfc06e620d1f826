import { findDataKey, storeDataKey } from '../../db/data-keys';
import type { BridgeId } from '../../domain/ids';
import type { CarriedTerminal } from '../../domain/terminals/carried';
import type { DataKeyRequest } from '../../domain/terminals/data-key';
import type { Deps } from '../deps';
import type { OnBehalfOf } from '../ports';

type Keys = Pick<Deps, 'db' | 'agents'>;

/**
 * A new data key for an encrypted terminal, kept wrapped before anybody uses it, so that no bridge ever has to go on without. Null when
 * another bridge carries the terminal meanwhile. May throw CloudError; the caller overwrites the plaintext.
 */
export async function createDataKey(
  deps: Keys,
  bridgeId: BridgeId,
  carried: CarriedTerminal,
  request: DataKeyRequest,
): Promise<{ plaintext: Uint8Array; ciphertext: Uint8Array } | null> {
  const key = await deps.agents.createDataKey(carried.environment, request, operatorOf(carried));
  const { keyId, encryptionContext } = request;
  const wrapped = { keyId, encryptionContext, ciphertext: key.ciphertext };
  try {
    if (await storeDataKey(deps.db, carried.terminal.id, bridgeId, wrapped)) return key;
  } catch (error) {
    key.plaintext.fill(0);
    throw error;
  }
  key.plaintext.fill(0);
  return null;
}

/** The data key a predecessor created, or null when the terminal has none. May throw CloudError; the caller overwrites the plaintext. */
export async function recoverDataKey(
  deps: Keys,
  carried: CarriedTerminal,
): Promise<{ plaintext: Uint8Array; ciphertext: Uint8Array } | null> {
  const wrapped = await findDataKey(deps.db, carried.terminal.id);
  if (wrapped === null) return null;
  const plaintext = await deps.agents.recoverDataKey(carried.environment, wrapped, operatorOf(carried));
  return { plaintext, ciphertext: wrapped.ciphertext };
}

/** The person whose terminal it is, as AWS is told. */
export function operatorOf({ operator, requestNumber, terminal }: CarriedTerminal): OnBehalfOf {
  return { personId: operator.id, email: operator.email, requestNumber, terminalId: terminal.id };
}
