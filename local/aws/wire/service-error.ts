/** An answer an AWS service gives instead of a result; the code and text are the service's own. */
export class ServiceError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    /** Further members of the error body, e.g. ConflictException's resourceIds. */
    readonly members: Record<string, unknown> = {},
  ) {
    super(message);
  }
}
