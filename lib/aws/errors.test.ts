import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CloudError } from '../domain/cloud-error';
import { toCloudError } from './errors';

const thrown = (name: string, message: string, more: object = {}) => Object.assign(new Error(message), { name }, more);

describe('toCloudError', () => {
  test.each([
    ['ThrottlingException', 'Rate exceeded', {}, 'throttled'],
    ['UnknownError', 'slow down', { $metadata: { httpStatusCode: 429 } }, 'throttled'],
    ['AccessDeniedException', 'no', { $metadata: { httpStatusCode: 400 } }, 'denied'],
    ['CredentialsProviderError', 'Could not load credentials from any providers', {}, 'denied'],
    ['Whatever', 'no', { $metadata: { httpStatusCode: 403 } }, 'denied'],
    ['TargetNotConnectedException', 'internal error', { $metadata: { httpStatusCode: 400 } }, 'notReady'],
    ['InvalidParameterException', "the execute command agent isn't running", {}, 'notReady'],
    ['InvalidParameterException', 'The referenced task was not found.', {}, 'notFound'],
    ['InvalidParameterException', 'subnets can not be empty.', { $metadata: { httpStatusCode: 400 } }, 'rejected'],
    ['ClusterNotFoundException', 'Cluster not found.', { $metadata: { httpStatusCode: 400 } }, 'notFound'],
    ['Error', 'connect ECONNREFUSED', { code: 'ECONNREFUSED' }, 'unreachable'],
    ['TimeoutError', 'socket timed out', {}, 'unreachable'],
    ['ServiceUnavailable', 'later', { $metadata: { httpStatusCode: 503 } }, 'unreachable'],
    // ResumeSession, ExecuteCommand and GenerateDataKey: the service itself failed, and says nothing of what was asked.
    ['InternalServerError', 'oops', { $metadata: { httpStatusCode: 500 } }, 'unreachable'],
    ['ServerException', 'oops', { $metadata: { httpStatusCode: 500 } }, 'unreachable'],
    ['KMSInternalException', 'oops', { $metadata: { httpStatusCode: 500 } }, 'unreachable'],
    ['ServerException', 'oops', {}, 'unknown'],
  ])('%s (%s) %j is %s', (name, message, more, kind) => {
    const error = thrown(name, message, more);
    const translated = toCloudError(error);
    expect(translated).toMatchObject({ kind, message, cause: error });
  });

  test('keeps the name of the service, or the code of a broken line', () => {
    expect(toCloudError(thrown('ServerException', 'oops')).code).toBe('ServerException');
    expect(toCloudError(thrown('Error', 'connect', { code: 'ECONNREFUSED' })).code).toBe('ECONNREFUSED');
  });

  test('an answer of another shape is told, without its values', () => {
    const { error } = z.object({ token: z.string() }).safeParse({ token: 17 });
    expect(toCloudError(error)).toMatchObject({ kind: 'unknown', code: 'UnexpectedAnswer' });
  });

  test.each([undefined, null, 'text', 7, {}])('whatever was thrown (%j) becomes a CloudError', (anything) => {
    expect(toCloudError(anything)).toBeInstanceOf(CloudError);
  });

  test('what is translated stays as it is', () => {
    const error = new CloudError('denied', 'X', 'y');
    expect(toCloudError(error)).toBe(error);
  });
});
