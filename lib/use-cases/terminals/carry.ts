import {
  adoptTerminals,
  claimTerminal,
  findAwaitedBastion,
  findCarriedTerminal,
  findStandings,
  listEndRequested,
  noteTerminal,
  reserveInputBlock,
} from '../../db/terminals';
import type { BridgeId, TerminalId } from '../../domain/ids';
import type { AwaitedBastion, CarriedTerminal, Standing } from '../../domain/terminals/carried';
import type { Deps } from '../deps';

type Rows = Pick<Deps, 'db'>;

/** Everything a bridge needs to carry the terminal; null when there is none. */
export function getCarried(deps: Rows, id: TerminalId): Promise<CarriedTerminal | null> {
  return findCarriedTerminal(deps.db, id);
}

/** Makes the bridge the terminal's carrier; the first unused input number, or null when it has ended. */
export function claim(deps: Rows, bridgeId: BridgeId, id: TerminalId): Promise<bigint | null> {
  return claimTerminal(deps.db, id, bridgeId);
}

/** Takes over terminals whose bridge is gone, at most fifty at a time. */
export function adopt(deps: Rows, bridgeId: BridgeId): Promise<{ id: TerminalId; firstInput: bigint }[]> {
  return adoptTerminals(deps.db, bridgeId, 50);
}

/** Reserves another block of input numbers; the new bound, or null when the terminal is not this bridge's any longer. */
export function reserveInput(deps: Rows, bridgeId: BridgeId, id: TerminalId): Promise<bigint | null> {
  return reserveInputBlock(deps.db, id, bridgeId);
}

/** Writes what lists show of a live terminal. */
export function noteLife(
  deps: Rows,
  bridgeId: BridgeId,
  id: TerminalId,
  noted: { lastInputAt?: Date; cols?: number; rows?: number },
): Promise<void> {
  return noteTerminal(deps.db, id, bridgeId, noted);
}

/** How terminals stand now: may each go on, until when, and who is watching. */
export function readStandings(deps: Rows, bridgeId: BridgeId, ids: readonly TerminalId[]): Promise<Standing[]> {
  return ids.length === 0 ? Promise.resolve([]) : findStandings(deps.db, bridgeId, ids);
}

/** Terminals of this bridge which somebody asked to end. */
export function listAskedToEnd(deps: Rows, bridgeId: BridgeId): Promise<TerminalId[]> {
  return listEndRequested(deps.db, bridgeId);
}

/** The bastion the terminal waits for. */
export function getAwaitedBastion(deps: Rows, id: TerminalId): Promise<AwaitedBastion | null> {
  return findAwaitedBastion(deps.db, id);
}
