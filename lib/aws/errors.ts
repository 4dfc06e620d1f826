import { z } from 'zod';
import { CloudError } from '../domain/cloud-error';

const THROTTLED = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'Throttling',
  'ThrottledException',
  'ThrottlingException',
  'TooManyRequestsException',
]);
const DENIED = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthFailure',
  'BlockedException',
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'NotAuthorized',
  'OptInRequired',
  'SignatureDoesNotMatch',
  'UnauthorizedOperation',
  'UnrecognizedClientException',
]);
const NOT_FOUND = new Set(['ClusterNotFoundException', 'DoesNotExistException', 'ResourceNotFoundException']);
const NOT_READY = new Set(['TargetNotConnected', 'TargetNotConnectedException']);
const LINE_BROKEN = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'NetworkingError',
  'RequestTimeout',
  'RequestTimeoutException',
  'TimeoutError',
]);

const described = z.object({
  name: z.string().catch('UnknownError'),
  message: z.string().catch(''),
  code: z.string().optional().catch(undefined),
  $metadata: z.object({ httpStatusCode: z.number().optional() }).optional().catch(undefined),
});

/** Translates whatever an SDK call threw; the service's own error name and words are kept. */
export function toCloudError(error: unknown): CloudError {
  if (error instanceof CloudError) return error;
  if (error instanceof z.ZodError) {
    return new CloudError('unknown', 'UnexpectedAnswer', `AWS answered something else: ${z.prettifyError(error)}`, {
      cause: error,
    });
  }
  const { name, message, code, $metadata } = described.parse(error instanceof Error ? error : {});
  const kind = kindOf(name, message, code, $metadata?.httpStatusCode);
  return new CloudError(kind, kind === 'unreachable' && code ? code : name, message || name, { cause: error });
}

function kindOf(
  name: string,
  message: string,
  code: string | undefined,
  status: number | undefined,
): CloudError['kind'] {
  if (THROTTLED.has(name) || status === 429) return 'throttled';
  if (DENIED.has(name)) return 'denied';
  if (NOT_READY.has(name)) return 'notReady';
  if (NOT_FOUND.has(name)) return 'notFound';
  // ECS says both of these with the same error name; only the words tell them apart.
  if (name === 'InvalidParameterException' && /agent isn.t running/i.test(message)) return 'notReady';
  if (name === 'InvalidParameterException' && /task was not found/i.test(message)) return 'notFound';
  if (LINE_BROKEN.has(name) || (code !== undefined && LINE_BROKEN.has(code))) return 'unreachable';
  // It failed within itself: no answer to what was asked, and perhaps another one in a moment.
  if (status !== undefined && status >= 500) return 'unreachable';
  if (status === 401 || status === 403) return 'denied';
  if (status === 404) return 'notFound';
  if (status !== undefined && status >= 400 && status < 500) return 'rejected';
  return 'unknown';
}

/** Runs one call of the cloud; whatever it throws leaves as a CloudError. */
export async function asCloud<Value>(call: () => Promise<Value>): Promise<Value> {
  try {
    return await call();
  } catch (error) {
    throw toCloudError(error);
  }
}
