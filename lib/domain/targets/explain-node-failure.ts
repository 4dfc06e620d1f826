/** Why no shell could be started on a managed node, in the few kinds a person can do something about. Each is a message key. */
export type NodeFailureCause =
  | 'nodeUnknown'
  | 'nodeOffline'
  | 'nodeNotConnected'
  | 'nodeDocument'
  | 'nodeParameters'
  | 'nodeDenied'
  | 'nodeCredentials'
  | 'nodeThrottled'
  | 'nodeUnreachable'
  | 'nodeRefused'
  | 'notEncrypted';

export type NodeFailureCheck =
  | 'checkNodeRegistered'
  | 'checkNodeAgent'
  | 'checkDocument'
  | 'checkParameters'
  | 'checkNodeRights'
  | 'checkCredentials'
  | 'tryAgain'
  | 'checkEncryption'
  | 'askSupport';

/** Raw codes of ours, where the service itself only says that the node is not connected. */
export const NODE_UNKNOWN = 'PosternNodeUnknown';
export const NODE_OFFLINE = 'PosternNodeOffline';
export const NODE_NOT_CONNECTED = 'PosternNodeNotConnected';

type Rule = { matches: RegExp; cause: NodeFailureCause; check: NodeFailureCheck };

// By the service's own error names, in order: the specific before the general.
const RULES: readonly Rule[] = [
  { matches: /^NOT_ENCRYPTED$/, cause: 'notEncrypted', check: 'checkEncryption' },
  {
    matches: /^(PosternNodeUnknown|InvalidInstanceId|InvalidTarget)$/,
    cause: 'nodeUnknown',
    check: 'checkNodeRegistered',
  },
  { matches: /^PosternNodeOffline$/, cause: 'nodeOffline', check: 'checkNodeAgent' },
  { matches: /^(PosternNodeNotConnected|TargetNotConnected)/, cause: 'nodeNotConnected', check: 'checkNodeAgent' },
  {
    matches: /^(InvalidDocument|InvalidDocumentContent|InvalidDocumentVersion)$/,
    cause: 'nodeDocument',
    check: 'checkDocument',
  },
  { matches: /^(InvalidParameters|ValidationException)$/, cause: 'nodeParameters', check: 'checkParameters' },
  {
    matches:
      /ExpiredToken|InvalidClientTokenId|UnrecognizedClient|CredentialsProvider|SignatureDoesNotMatch|MissingAuthentication/,
    cause: 'nodeCredentials',
    check: 'checkCredentials',
  },
  { matches: /AccessDenied|Unauthorized|NotAuthorized/, cause: 'nodeDenied', check: 'checkNodeRights' },
  { matches: /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/, cause: 'nodeThrottled', check: 'tryAgain' },
  {
    matches: /^(E[A-Z]+|TimeoutError|NetworkingError|RequestTimeout(Exception)?)$/,
    cause: 'nodeUnreachable',
    check: 'tryAgain',
  },
];

/** The plain cause of a session that did not start on a node, by its raw code; what is not known is 'nodeRefused'. */
export function explainNodeFailure(code: string): { cause: NodeFailureCause; check: NodeFailureCheck } {
  const rule = RULES.find(({ matches }) => matches.test(code));
  return rule ? { cause: rule.cause, check: rule.check } : { cause: 'nodeRefused', check: 'askSupport' };
}
