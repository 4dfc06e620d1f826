/** A failure of the cloud, translated once at the adapter. */
export class CloudError extends Error {
  constructor(
    readonly kind: 'throttled' | 'denied' | 'notFound' | 'notReady' | 'rejected' | 'unreachable' | 'unknown',
    /** The service's raw error name, kept for support. */
    readonly code: string,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'CloudError';
  }
}

/** Whether the same call may succeed a little later. */
export function isPassing(error: unknown): boolean {
  return (
    error instanceof CloudError &&
    (error.kind === 'notReady' || error.kind === 'throttled' || error.kind === 'unreachable')
  );
}
