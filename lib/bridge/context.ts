import type { BridgeId } from '../domain/ids';
import type { Deps } from '../use-cases/deps';
import type { Recorder } from './recorder';
import type { Refusals } from './refusals';

/** What every part of one bridge process holds in common. */
export type BridgeContext = {
  deps: Pick<Deps, 'db' | 'agents' | 'nodes' | 'clock' | 'newId' | 'limits' | 'log'>;
  bridgeId: BridgeId;
  recorder: Recorder;
  refusals: Refusals;
};
