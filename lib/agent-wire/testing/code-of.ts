import { WireError } from '../index';

/** The code of the WireError that this throws, or 'none'; any other exception is passed on. */
export function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof WireError) return error.code;
    throw error;
  }
  return 'none';
}
