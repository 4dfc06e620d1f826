import { discoverNodes } from '../use-cases/targets/discover-nodes';
import type { RoundJob } from './job';

/** Keeps what is known of managed nodes up to date. */
export const discoverNodesJob: RoundJob = { name: 'discover-nodes', run: discoverNodes };
