/** Every delay and limit of the local AWS, in milliseconds unless the name says otherwise. */
export interface Timings {
  /** RunTask to PENDING: the network interface is being attached. */
  provisioningMs: number;
  /** PENDING to RUNNING: the image is being pulled. */
  pendingMs: number;
  /** Task RUNNING to ExecuteCommandAgent RUNNING. */
  agentMs: number;
  /** StopTask to the containers' SIGTERM. */
  deactivatingMs: number;
  /** SIGTERM to STOPPED. */
  stoppingMs: number;
  /** How long a stopped task can still be described. */
  stoppedTaskKeptMs: number;
  /** The agent waits this long before it first reads the terminal (ssm-protocol: one second). */
  shellStartDelayMs: number;
  /** How long the agent waits for outstanding acknowledgements after the shell has ended. */
  drainMs: number;
  /** How long an unused stream token opens a data channel. */
  tokenMs: number;
  /** How long a session without a client can be resumed. */
  resumableMs: number;
  /** ECS Exec ends a session after this long without stream data. */
  idleMs: number;
  /** What a session document calls a minute. */
  documentMinuteMs: number;
  /** A node whose agent has been silent for longer has lost its connection. */
  pingLostMs: number;
  /** Upper bound of the agent's output rate; 0 means as fast as the line takes it. */
  outputBytesPerSecond: number;
  /** Messages the agent has under way unacknowledged before it stops reading its terminal. */
  windowMessages: number;
  /**
   * Send everything unacknowledged again when a line is back. The reference agent sends its oldest message each 100 ms instead, which
   * it can afford at 0.6 MB/s; false is exactly that.
   */
  resendAllOnReturn: boolean;
}

/** Slow enough that a person can watch a launch, fast enough not to be tired of it. */
export const livelyTimings: Timings = {
  provisioningMs: 1_200,
  pendingMs: 1_800,
  agentMs: 1_400,
  deactivatingMs: 300,
  stoppingMs: 500,
  stoppedTaskKeptMs: 60 * 60_000,
  shellStartDelayMs: 1_000,
  drainMs: 2_000,
  tokenMs: 60_000,
  resumableMs: 10 * 60_000,
  idleMs: 20 * 60_000,
  documentMinuteMs: 60_000,
  pingLostMs: 6 * 60_000,
  outputBytesPerSecond: 0,
  windowMessages: 1_000,
  resendAllOnReturn: true,
};

/** For tests: every step follows the one before at once; time limits stay as they are. */
export const immediateTimings: Partial<Timings> = {
  provisioningMs: 0,
  pendingMs: 0,
  agentMs: 0,
  deactivatingMs: 0,
  stoppingMs: 0,
  shellStartDelayMs: 0,
};

/** The documented text a person reads when ECS Exec ends an idle session. */
export const idleText = 'Your session timed out due to inactivity and has been terminated.';

/** What a person reads when a session has lasted as long as its document allows. */
export const maximumText = 'Your session has reached its maximum duration and has been terminated.';
