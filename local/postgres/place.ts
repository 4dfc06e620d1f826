import { dirname } from 'node:path';
import { type Account, canReach } from './account';

/** How a program is told where a folder is: a working folder to start in and a path to name. */
export type Place = { cwd: string; path: string };

/**
 * A folder that the account cannot walk to (root's home is closed to all others) can still be its working folder, and
 * Linux lets a process name that one without walking.
 */
export function placeOf(folder: string, account: Account | undefined): Place {
  return { cwd: folder, path: canReach(dirname(folder), account) ? folder : '/proc/self/cwd' };
}
