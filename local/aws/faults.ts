import { z } from 'zod';

const probability = z.number().min(0).max(1);
const times = z.number().int().min(1).max(1_000_000).optional();
const delayMs = z.number().int().min(0).max(600_000);

const lineFault = z
  .strictObject({
    /** Share of binary frames that never arrive. */
    drop: probability,
    /** Share of binary frames that arrive twice. */
    duplicate: probability,
    /** Share of binary frames that arrive after the one that follows them. */
    reorder: probability,
    /** Every frame arrives this much later. */
    delayMs,
    /** The socket it would go out on is cut instead of the frame of this number, counted on each socket. */
    cutAtFrame: z.number().int().min(1).max(1_000_000_000),
  })
  .partial();

const direction = { toClient: lineFault.optional(), toAgent: lineFault.optional() };

const faultSettings = z
  .strictObject({
    /** By operation ("ecs:RunTask", "ssm:*", "*"): added delay, a refusal or a lost answer, for ever or a number of times. */
    operations: z.record(
      z.string(),
      z.strictObject({
        delayMs: delayMs.optional(),
        error: z
          .strictObject({
            code: z.string().min(1),
            message: z.string().optional(),
            status: z.number().int().min(400).max(599).optional(),
          })
          .optional(),
        /** The operation is done, but the connection breaks before its answer. */
        loseAnswer: z.boolean().optional(),
        times,
      }),
    ),
    /** RunTask answers without a task and with this in `failures`. */
    runTaskFailure: z.strictObject({ reason: z.string(), detail: z.string().optional(), times }).nullable(),
    /** A task stops by itself on reaching this status, e.g. with "CannotPullContainerError: …". */
    taskStop: z
      .strictObject({
        stoppedReason: z.string(),
        stopCode: z.string().optional(),
        onStatus: z.enum(['PROVISIONING', 'PENDING', 'RUNNING']).optional(),
        times,
      })
      .nullable(),
    /** The ExecuteCommandAgent of tasks started from now on stays PENDING, or stops. */
    agent: z.enum(['never-starts', 'stops']).nullable(),
    /** ResumeSession answers with the session's id alone, as for one that has timed out. */
    resumeWithoutToken: z.boolean(),
    /** Whether an encrypted session's handshake carries a random challenge ("offered" when not set), and whether it must be answered. */
    kmsChallenge: z.enum(['none', 'offered', 'required']).nullable(),
    /** What the line between gateway and each end does to binary frames; `seed` repeats a run exactly. */
    line: z
      .strictObject({
        ...direction,
        seed: z.number().int().optional(),
      })
      .nullable(),
    /** The same for single sessions by id; what is said here takes the place of `line`. */
    lines: z.record(z.string(), z.strictObject(direction)).nullable(),
  })
  .partial();

/** What should go wrong; every part is optional and stays until it is replaced, used up or cleared. */
export type FaultSettings = z.infer<typeof faultSettings>;
export type LineFault = z.infer<typeof lineFault>;
type OperationFault = NonNullable<FaultSettings['operations']>[string];

export type Side = 'client' | 'agent';

/** Failures set by a test or by hand, in this process or over POST /_local/faults. */
export class Faults {
  #settings: FaultSettings = {};
  readonly #cut: (side: Side, sessionId?: string) => number;

  constructor(cut: (side: Side, sessionId?: string) => number) {
    this.#cut = cut;
  }

  get settings(): FaultSettings {
    return this.#settings;
  }

  /** Adds to the faults set so far; a part that is named replaces that part. Throws a ZodError on anything else. */
  set(settings: unknown): void {
    const { operations, ...rest } = faultSettings.parse(settings);
    this.#settings = { ...this.#settings, ...rest, operations: { ...this.#settings.operations, ...operations } };
  }

  clear(): void {
    this.#settings = {};
  }

  /** Breaks the client's socket of one session, or of all, without a closing handshake; returns how many were open. */
  cutClient(sessionId?: string): number {
    return this.#cut('client', sessionId);
  }

  /** Breaks the agent's socket of one session, or of all, without a closing handshake; returns how many were open. */
  cutAgent(sessionId?: string): number {
    return this.#cut('agent', sessionId);
  }

  /** What the line of one session does to frames that go to one side. */
  lineFault(sessionId: string, to: Side): LineFault | undefined {
    const name = to === 'client' ? 'toClient' : 'toAgent';
    const { line, lines } = this.#settings;
    return (lines?.[sessionId] ?? line)?.[name];
  }

  /** The fault set for an operation, most exact name first; a counted refusal is used up by asking. */
  takeOperation(service: string, operation: string): OperationFault | undefined {
    const { operations } = this.#settings;
    for (const name of [`${service}:${operation}`, `${service}:*`, '*']) {
      const fault = operations?.[name];
      if (fault === undefined) continue;
      if (operations && usedUp(fault)) delete operations[name];
      return fault;
    }
    return undefined;
  }

  takeRunTaskFailure(): FaultSettings['runTaskFailure'] {
    const fault = this.#settings.runTaskFailure;
    if (fault && usedUp(fault)) this.#settings = { ...this.#settings, runTaskFailure: null };
    return fault;
  }

  takeTaskStop(status: string): FaultSettings['taskStop'] {
    const fault = this.#settings.taskStop;
    if (!fault || (fault.onStatus ?? 'PENDING') !== status) return undefined;
    if (usedUp(fault)) this.#settings = { ...this.#settings, taskStop: null };
    return fault;
  }
}

function usedUp(fault: { times?: number | undefined }): boolean {
  if (fault.times === undefined) return false;
  fault.times -= 1;
  return fault.times <= 0;
}
