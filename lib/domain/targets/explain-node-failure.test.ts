import { expect, test } from 'vitest';
import { explainNodeFailure } from './explain-node-failure';

test.each([
  ['PosternNodeUnknown', 'nodeUnknown', 'checkNodeRegistered'],
  ['InvalidInstanceId', 'nodeUnknown', 'checkNodeRegistered'],
  ['PosternNodeOffline', 'nodeOffline', 'checkNodeAgent'],
  ['PosternNodeNotConnected', 'nodeNotConnected', 'checkNodeAgent'],
  ['TargetNotConnected', 'nodeNotConnected', 'checkNodeAgent'],
  ['InvalidDocument', 'nodeDocument', 'checkDocument'],
  ['InvalidParameters', 'nodeParameters', 'checkParameters'],
  ['AccessDeniedException', 'nodeDenied', 'checkNodeRights'],
  ['ExpiredTokenException', 'nodeCredentials', 'checkCredentials'],
  ['UnrecognizedClientException', 'nodeCredentials', 'checkCredentials'],
  ['ThrottlingException', 'nodeThrottled', 'tryAgain'],
  ['ECONNREFUSED', 'nodeUnreachable', 'tryAgain'],
  ['TimeoutError', 'nodeUnreachable', 'tryAgain'],
  ['InternalServerError', 'nodeRefused', 'askSupport'],
  ['HANDSHAKE_FAILED', 'nodeRefused', 'askSupport'],
  ['NOT_ENCRYPTED', 'notEncrypted', 'checkEncryption'],
  ['', 'nodeRefused', 'askSupport'],
])('%j is %s', (code, cause, check) => {
  expect(explainNodeFailure(code)).toEqual({ cause, check });
});
