/** Why a launch failed, in the few kinds a person can do something about. Each is a message key; so is what to check. */
export type FailureCause =
  | 'imageNotPulled'
  | 'noCapacity'
  | 'quotaReached'
  | 'accessDenied'
  | 'resourcesNotReady'
  | 'agentNeverConnected'
  | 'networkWrong'
  | 'notFound'
  | 'throttled'
  | 'unreachable'
  | 'exitedAtOnce'
  | 'timedOut'
  | 'notEncrypted'
  | 'unknown';

export type FailureCheck =
  | 'checkImageAndEndpoints'
  | 'checkCapacity'
  | 'checkQuota'
  | 'checkRoles'
  | 'checkSecretsAndLogs'
  | 'checkAgentEndpoints'
  | 'checkSubnetsAndGroups'
  | 'checkClusterAndTaskDefinition'
  | 'tryAgain'
  | 'checkEncryption'
  | 'checkContainerCommand'
  | 'askSupport';

/** What was seen: ECS's stop code or an API error's name, and the text that came with it. Either may be missing. */
export type RawFailure = { code: string | null; text: string | null };

/** Raw code a launch is closed with when it took too long; ours, no service's. */
export const TIMED_OUT = 'PosternLaunchTimedOut';
/** Raw code when the task ran but its agent did not connect in time. */
export const AGENT_NEVER_CONNECTED = 'PosternAgentNeverConnected';

type Rule = { matches: RegExp; cause: FailureCause; check: FailureCheck };

// Tried in order on "code text": the specific before the general, since ECS puts most causes into the text of one stop code
// (TaskFailedToStart), and an access error inside an image pull is about the pull's role first of all.
const RULES: readonly Rule[] = [
  { matches: /^NOT_ENCRYPTED/, cause: 'notEncrypted', check: 'checkEncryption' },
  { matches: /^PosternLaunchTimedOut/, cause: 'timedOut', check: 'checkAgentEndpoints' },
  { matches: /^PosternAgentNeverConnected/, cause: 'agentNeverConnected', check: 'checkAgentEndpoints' },
  {
    matches: /TargetNotConnected|execute command agent|ExecuteCommandAgent/i,
    cause: 'agentNeverConnected',
    check: 'checkAgentEndpoints',
  },
  { matches: /Throttl|TooManyRequests|Rate exceeded|RequestLimitExceeded/i, cause: 'throttled', check: 'tryAgain' },
  {
    matches: /CannotPull|pull image|ImagePull|manifest (unknown|for)|no such image/i,
    cause: 'imageNotPulled',
    check: 'checkImageAndEndpoints',
  },
  { matches: /vCPU limit|limit on the number|LimitExceeded|quota/i, cause: 'quotaReached', check: 'checkQuota' },
  {
    matches: /capacity is unavailable|RESOURCE:|InsufficientCapacity|SpotInterruption|Capacity/i,
    cause: 'noCapacity',
    check: 'checkCapacity',
  },
  {
    matches:
      /AccessDenied|UnauthorizedOperation|not authorized|PassRole|unable to assume|ECS was unable to assume|ExpiredToken|InvalidClientTokenId|UnrecognizedClient/i,
    cause: 'accessDenied',
    check: 'checkRoles',
  },
  {
    matches: /ResourceInitializationError.*(registry|ecr)/is,
    cause: 'imageNotPulled',
    check: 'checkImageAndEndpoints',
  },
  {
    matches: /ResourceInitializationError|secretsmanager|log driver|log group|CloudWatch/i,
    cause: 'resourcesNotReady',
    check: 'checkSecretsAndLogs',
  },
  {
    matches: /subnet|security group|network interface|\bENI\b|InvalidParameterException.*network/is,
    cause: 'networkWrong',
    check: 'checkSubnetsAndGroups',
  },
  {
    matches: /ClusterNotFound|TaskDefinition|TargetNotFound|not found|inactive|MISSING/i,
    cause: 'notFound',
    check: 'checkClusterAndTaskDefinition',
  },
  {
    matches: /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNRESET|TimeoutError|NetworkingError/i,
    cause: 'unreachable',
    check: 'tryAgain',
  },
  {
    matches: /EssentialContainerExited|CannotStartContainer|OutOfMemory|exit code/i,
    cause: 'exitedAtOnce',
    check: 'checkContainerCommand',
  },
  { matches: /timed? ?out/i, cause: 'timedOut', check: 'checkAgentEndpoints' },
];

/** The plain cause of a failed launch and what to check first; unknown codes are 'unknown', never an error. */
export function explainFailure(raw: RawFailure): { cause: FailureCause; check: FailureCheck } {
  const seen = `${raw.code ?? ''} ${raw.text ?? ''}`.slice(0, 4000);
  const rule = RULES.find(({ matches }) => matches.test(seen));
  return rule ? { cause: rule.cause, check: rule.check } : { cause: 'unknown', check: 'askSupport' };
}
