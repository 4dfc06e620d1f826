import { expect, it } from 'vitest';
import { AGENT_NEVER_CONNECTED, explainFailure, TIMED_OUT } from './explain-failure';

// Texts as ECS, EC2 and the SDK word them.
it.each([
  ['NOT_ENCRYPTED', 'the session must be encrypted, and the agent did not ask for it', 'notEncrypted'],
  [
    'TaskFailedToStart',
    'CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref',
    'imageNotPulled',
  ],
  [
    'TaskFailedToStart',
    'CannotPullContainerError: Error response from daemon: denied: User is not authorized',
    'imageNotPulled',
  ],
  [
    'TaskFailedToStart',
    'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth',
    'imageNotPulled',
  ],
  [
    'TaskFailedToStart',
    'ResourceInitializationError: unable to pull secrets: AccessDeniedException: User is not authorized to perform: secretsmanager:GetSecretValue',
    'accessDenied',
  ],
  [
    'TaskFailedToStart',
    'ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: log group does not exist',
    'resourcesNotReady',
  ],
  ['RESOURCE:FARGATE', '', 'noCapacity'],
  [
    null,
    'Capacity is unavailable at this time. Please try again later or in a different availability zone',
    'noCapacity',
  ],
  ['SpotInterruption', 'Your Spot Task was interrupted.', 'noCapacity'],
  [
    'LimitExceededException',
    "You've reached the limit on the number of vCPUs you can run concurrently",
    'quotaReached',
  ],
  [
    'AccessDeniedException',
    'User: arn:aws:iam::1:role/postern is not authorized to perform: iam:PassRole on resource',
    'accessDenied',
  ],
  [
    'ClientException',
    "ECS was unable to assume the role 'arn:aws:iam::1:role/task' that was provided for this task.",
    'accessDenied',
  ],
  ['ClusterNotFoundException', 'Cluster not found.', 'notFound'],
  ['ClientException', 'TaskDefinition is inactive', 'notFound'],
  [
    'InvalidParameterException',
    'Error retrieving subnet information for [subnet-1]: The subnet ID does not exist',
    'networkWrong',
  ],
  ['TaskFailedToStart', 'Unexpected EC2 error while attempting to Create Network Interface in subnet', 'networkWrong'],
  [
    'TargetNotConnectedException',
    'The execute command failed due to an internal error. Try again later.',
    'agentNeverConnected',
  ],
  [AGENT_NEVER_CONNECTED, null, 'agentNeverConnected'],
  [TIMED_OUT, 'after 10 minutes', 'timedOut'],
  ['ThrottlingException', 'Rate exceeded', 'throttled'],
  ['TimeoutError', 'connect ETIMEDOUT 10.0.0.1:443', 'unreachable'],
  ['ECONNREFUSED', '', 'unreachable'],
  ['EssentialContainerExited', 'Essential container in task exited', 'exitedAtOnce'],
  ['TaskFailedToStart', 'something new', 'unknown'],
  [null, null, 'unknown'],
] as const)('%s %s: %s', (code, text, cause) => {
  expect(explainFailure({ code, text }).cause).toBe(cause);
});

it('says what to check, and is quick with a hostile text', () => {
  expect(explainFailure({ code: null, text: 'CannotPull' })).toEqual({
    cause: 'imageNotPulled',
    check: 'checkImageAndEndpoints',
  });
  expect(explainFailure({ code: null, text: 'ResourceInitializationError'.repeat(100_000) }).cause).toBe(
    'resourcesNotReady',
  );
});
