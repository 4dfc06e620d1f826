// Over 300 lines because every way a terminal begins, goes on and ends meets here, and each must see the phase the others left it in.
import { AgentChannel, type ChannelEvent } from '../agent-wire';
import { explainFailure } from '../domain/bastions/explain-failure';
import { CloudError } from '../domain/cloud-error';
import type { BridgeId, TerminalId } from '../domain/ids';
import type { MarkerFields, MarkerKind } from '../domain/recordings/markers';
import type { RecordingEnd } from '../domain/recordings/recording';
import { accessUntil } from '../domain/requests/grants';
import type { AwaitedBastion, CarriedTerminal, Standing } from '../domain/terminals/carried';
import { whyMustEnd } from '../domain/terminals/limits';
import type { Terminal, TerminalEndReason } from '../domain/terminals/terminal';
import type { LaunchStep } from '../terminal-wire/messages';
import type { AgentSession } from '../use-cases/ports';
import { recordMarker } from '../use-cases/recordings/append';
import { readRecordedRange } from '../use-cases/recordings/read-range';
import { getAwaitedBastion, noteLife, reserveInput } from '../use-cases/terminals/carry';
import {
  nameOf,
  recordAttached,
  recordDetached,
  recordEndAsked,
  recordEnded,
  recordOpened,
} from '../use-cases/terminals/record-life';
import { AgentLine } from './agent-line';
import { type Attachment, Audience } from './audience';
import type { BridgeContext } from './context';
import { InputNumbers } from './input-numbers';
import { InputQueue } from './input-queue';
import { launchFailure } from './launch-failure';
import { Screen } from './screen';
import { Track } from './track';

/** Announced to agents, which choose features by it. */
const CLIENT_VERSION = '1.2.677.0';
/** Undurable output at which the agent's line is not read any further, and at which it is read again. */
const PAUSE_AT_BYTES = 1024 * 1024;
const RESUME_AT_BYTES = 256 * 1024;
/** How long the recorder may fail before the terminal is given up. */
const UNSAFE_AT_MOST_MS = 60_000;
/** How long the recorder may take to write what is left when a terminal has ended. */
const LAST_FLUSH_MS = 5_000;
/** How long whoever looks waits for the service to say that the shell is dead. */
const KILL_WITHIN_MS = 5_000;
/** How long input on its way to the agent holds up a process that goes away. */
const LET_THROUGH_MS = 300;
const NOTE_INPUT_EVERY_MS = 5_000;
const START_ATTEMPTS = 6;
const FIRST_START_RETRY_MS = 400;

/** What a terminal asks of the bridge that holds it. */
export type TerminalHolder = {
  /** It is over, or another bridge's: forget it. */
  gone(terminal: LiveTerminal): void;
};

/** One terminal that this process carries, from the claim to its end or its move to another process. */
export class LiveTerminal {
  readonly id: TerminalId;
  readonly #context: BridgeContext;
  readonly #carried: CarriedTerminal;
  readonly #holder: TerminalHolder;
  readonly #screen: Screen;
  readonly #track: Track;
  readonly #input: InputQueue;
  readonly #audience: Audience;
  readonly #steps: { step: LaunchStep; at: number }[] = [];
  #terminal: Terminal;
  #phase: 'opening' | 'live' | 'over' = 'opening';
  #isStarting = false;
  #isHeld = false;
  #whenTyped: (() => void) | null = null;
  #isSafe = true;
  #unsafeSinceMs: number | null = null;
  #isLineUp = true;
  #line: AgentLine | null = null;
  #standing: Standing;
  #watchers: string;
  #presence: Promise<unknown> = Promise.resolve();
  #endsAtMs: number;
  #exitCode: number | null = null;
  readonly #numbers: InputNumbers;
  /** Agent's input offset that its predecessor's count ended at. */
  #inputBase: number;
  #inputAccepted = 0;
  #toldAccepted: Map<string, number> | null = null;
  #notedInputAtMs = 0;
  #lastInputAtMs: number | null;

  constructor(o: {
    context: BridgeContext;
    carried: CarriedTerminal;
    holder: TerminalHolder;
    /** First input number certainly never used. */
    firstInput: bigint;
    end: RecordingEnd | null;
    standing: Standing;
  }) {
    const { terminal, environment } = o.carried;
    this.id = terminal.id;
    this.#context = o.context;
    this.#carried = o.carried;
    this.#holder = o.holder;
    this.#terminal = terminal;
    this.#inputBase = o.end?.inputOffset ?? 0;
    this.#lastInputAtMs = terminal.lastInputAt?.getTime() ?? null;
    this.#standing = o.standing;
    this.#endsAtMs = accessUntil(o.standing.grants, o.context.deps.clock.now())?.getTime() ?? 0;
    this.#watchers = o.standing.watchers.join('\n');
    this.#steps.push({ step: 'ticket', at: terminal.createdAt.getTime() });
    const { recorder, deps } = o.context;
    this.#screen = new Screen({
      from: o.end?.endOffset ?? 0,
      isStrict: environment.strictRecording,
      read: (offset) => readRecordedRange(deps, terminal.id, offset),
      record: (piece) => {
        recorder.push(this.#track, piece);
        this.#pauseOrResume();
      },
    });
    this.#audience = new Audience(this.#screen);
    this.#track = new Track(
      {
        terminalId: terminal.id,
        openedAt: () => this.#terminal.openedAt ?? this.#terminal.createdAt,
        marks: () => ({
          ackedOutgoing: this.#line?.channel.oldestUnacknowledged ?? 0n,
          inputOffset: this.#inputBase + this.#inputAccepted,
        }),
        committed: (endOffset, nextIncoming) => {
          this.#screen.committed(endOffset);
          this.#line?.committed(nextIncoming - 1n);
          this.#pauseOrResume();
        },
        fenced: () => this.fence(),
        safe: (isSafe) => this.#recording(isSafe),
      },
      o.end,
    );
    this.#numbers = new InputNumbers({
      first: o.firstInput,
      reserved: terminal.inputReserved,
      reserve: () => reserveInput(deps, o.context.bridgeId, terminal.id),
      refused: () => this.fence(),
      granted: () => {
        this.#sendSize(this.#terminal.cols, this.#terminal.rows);
        this.#input.drain();
      },
    });
    this.#input = new InputQueue({
      room: () => this.#room(),
      write: (bytes) => this.#write(bytes),
      accepted: (page, offset) => this.#accepted(page, offset),
    });
  }

  get isOver(): boolean {
    return this.#phase === 'over';
  }

  /** One that has ended is not carried. */
  readonly isEnded = false;

  /** The row as this process knows it. */
  get terminal(): Terminal {
    return this.#terminal;
  }

  /** Whether it waits for, or runs in, this bastion. */
  uses(bastionId: string): boolean {
    return this.#terminal.bastionId === bastionId;
  }

  /** Begins: waits for the bastion and starts the shell, or resumes the one a dead bridge has left. */
  async begin(end: RecordingEnd | null, firstInput: bigint): Promise<void> {
    const isOpening = this.#terminal.status === 'opening';
    if (!isOpening) this.#phase = 'live';
    // What must be over is not begun first.
    this.stand(this.#standing);
    if (this.isOver) return;
    if (isOpening) {
      await this.look();
      return;
    }
    const { agentSessionId, streamUrl, cols, rows } = this.#terminal;
    if (agentSessionId === null || streamUrl === null) throw new Error('a live terminal lacks its agent session');
    this.#terminal = { ...this.#terminal, detachedAt: this.#terminal.detachedAt ?? this.#now() };
    this.#openLine(
      streamUrl,
      new AgentChannel({
        clientId: this.#context.deps.newId(),
        clientVersion: CLIENT_VERSION,
        newId: this.#context.deps.newId,
        sessionId: agentSessionId,
        resume: {
          nextIncoming: end?.nextIncoming ?? 0n,
          nextOutgoing: firstInput,
          fillFrom: end?.ackedOutgoing ?? 0n,
        },
      }),
    );
    this.#line?.resize(cols, rows);
    this.#mark('adopted', { bridgeId: this.#context.bridgeId });
    this.#line?.resumeNow();
  }

  /** A browser comes, having shown output up to `offset` and sent `sent` bytes of input. */
  attach(attachment: Attachment, at: { offset: number; sent: number; cols: number; rows: number }): void {
    const isOperator = attachment.role === 'operate';
    const { input, isReset } = isOperator ? this.#input.attach(attachment.page, at.sent) : { input: 0, isReset: false };
    const viewer = this.#audience.add(attachment, at.offset);
    attachment.tell({
      type: 'opened',
      role: attachment.role,
      status: this.#phase === 'live' ? 'live' : 'opening',
      number: this.#terminal.number,
      cols: this.#terminal.cols,
      rows: this.#terminal.rows,
      offset: at.offset,
      input,
      now: this.#now().getTime(),
      endsAt: this.#endsAtMs,
      graceMinutes: this.#carried.environment.terminalGraceMinutes,
      ...(isReset ? { inputReset: true } : {}),
    });
    for (const { step, at } of this.#steps) attachment.tell({ type: 'step', step, at });
    if (this.#watchers !== '') attachment.tell({ type: 'watchers', names: this.#watchers.split('\n') });
    if (!this.#isSafe) attachment.tell({ type: 'recording', safe: false });
    if (!this.#isLineUp) attachment.tell({ type: 'line', up: false });
    if (isOperator) {
      this.#terminal = { ...this.#terminal, detachedAt: null };
      this.#notePresence(() => recordAttached(this.#context.deps, this.#bridgeId, this.id, at.offset));
      this.resize(attachment, at.cols, at.rows);
    }
    viewer.pull();
  }

  /** A browser leaves; the grace time begins with the operator's last. */
  detach(attachment: Attachment): void {
    if (!this.#audience.remove(attachment)) return;
    if (attachment.role !== 'operate' || this.#phase === 'over' || this.#audience.hasOperator()) return;
    this.#terminal = { ...this.#terminal, detachedAt: this.#now() };
    this.#notePresence(() => recordDetached(this.#context.deps, this.#bridgeId, this.id));
  }

  /** Input of an operator's page; false when it breaks the protocol. */
  type(attachment: Attachment, offset: number, bytes: Uint8Array): boolean {
    if (attachment.role !== 'operate') return false;
    if (this.#phase === 'over') return true;
    this.#lastInputAtMs = this.#now().getTime();
    return this.#input.take(attachment.page, offset, bytes);
  }

  /** The screen of one browser has shown output up to here; false when that cannot be. */
  shown(attachment: Attachment, offset: number): boolean {
    return this.#audience.shown(attachment, offset);
  }

  /** The operator's screen has this size; with several pages the last one that said so counts. */
  resize(attachment: Attachment, cols: number, rows: number): void {
    if (attachment.role !== 'operate' || this.#phase === 'over') return;
    const isNew = cols !== this.#terminal.cols || rows !== this.#terminal.rows;
    if (this.#line) this.#sendSize(cols, rows);
    if (!isNew) return;
    this.#terminal = { ...this.#terminal, cols, rows };
    this.#audience.tellAll({ type: 'size', cols, rows }, attachment);
    this.#background(noteLife(this.#context.deps, this.#bridgeId, this.id, { cols, rows }));
    if (this.#phase === 'live') this.#mark('resize', { cols, rows });
  }

  /** How it stands now by the rows. */
  stand(standing: Standing): void {
    if (this.#phase === 'over') return;
    if (!standing.mine) {
      this.fence();
      return;
    }
    this.#standing = standing;
    const names = standing.watchers.join('\n');
    if (names !== this.#watchers) {
      this.#watchers = names;
      this.#audience.tellAll({ type: 'watchers', names: [...standing.watchers] });
    }
    const endsAtMs = accessUntil(standing.grants, this.#now())?.getTime() ?? this.#endsAtMs;
    if (endsAtMs !== this.#endsAtMs) {
      this.#endsAtMs = endsAtMs;
      this.#audience.tellAll({ type: 'endsAt', endsAt: endsAtMs, now: this.#now().getTime() });
    }
    const asked = standing.endRequested;
    if (asked) void this.#endAsked(asked.reason);
    else this.check();
  }

  /** Ends it when one of its clocks has run out. Call it a few times a second. */
  check(): void {
    const standing = this.#standing;
    if (this.#phase === 'over') return;
    const now = this.#now();
    const lastInputAt = this.#lastInputAtMs === null ? null : new Date(this.#lastInputAtMs);
    const reason = standing.personDeactivated
      ? 'signedOut'
      : whyMustEnd(
          { ...this.#terminal, lastInputAt },
          standing.grants,
          this.#carried.environment,
          { revokedAt: standing.signInRevokedAt },
          now,
        );
    if (reason) void this.end(reason);
    else if (isBastionGone(standing) && this.#phase === 'live') void this.end('bastionStopped');
    else if (this.#unsafeSinceMs !== null && now.getTime() - this.#unsafeSinceMs > UNSAFE_AT_MOST_MS)
      void this.end('recorderFailed');
    else this.#noteInput(now.getTime());
  }

  /** Looks how far the bastion has come, and starts the shell when it runs. Safe to call at any time. */
  async look(): Promise<void> {
    if (this.#phase !== 'opening' || this.#isStarting) return;
    this.#isStarting = true;
    try {
      const bastion = await getAwaitedBastion(this.#context.deps, this.id);
      if (this.#phase !== 'opening' || bastion === null) return;
      for (const { step, at } of bastion.steps) this.#step(step, at.getTime());
      if (bastion.status === 'running' && bastion.taskArn && bastion.runtimeId) {
        await this.#start({ taskArn: bastion.taskArn, runtimeId: bastion.runtimeId });
      } else if (bastion.status !== 'launching') this.#launchFailed(bastion);
    } finally {
      this.#isStarting = false;
    }
  }

  /** Asks the agent's side for a sign of life. */
  checkAlive(): void {
    this.#line?.checkAlive();
  }

  /** The one way a terminal ends: input stops, the shell dies, the rest is recorded, and whoever looks is told. */
  async end(reason: TerminalEndReason, isShellGone = false): Promise<void> {
    if (this.#phase === 'over') return;
    const wasLive = this.#phase === 'live';
    this.#phase = 'over';
    this.#line?.close();
    const killed = isShellGone ? Promise.resolve(true) : this.#kill();
    this.#screen.gather();
    await withinMs(this.#context.recorder.settled(this.#track), LAST_FLUSH_MS);
    this.#context.recorder.close(this.#track);
    this.#screen.truncate(this.#track.endOffset);
    if (wasLive) await this.#marked('ended', { reason });
    // A terminal is over when its shell is: until then its row stays, and the sweep for overdue ones tries again.
    const isDead = await withinMs(killed, KILL_WITHIN_MS);
    const ended = isDead ? await this.#recordEnd(reason) : await this.#leaveToTheSweep(reason);
    if (ended === 'moved') this.#audience.release('moving');
    else {
      const { endReason, endNote, endedById } = ended;
      const by = await nameOf(this.#context.deps, endedById).catch(() => null);
      await this.#audience.farewell({
        type: 'ended',
        reason: endReason ?? reason,
        note: endNote,
        by,
        exitCode: this.#exitCode,
      });
    }
    this.#holder.gone(this);
  }

  /** Another bridge carries it now: nothing more is sent, shown or written here. */
  fence(): void {
    if (this.#phase === 'over') return;
    this.#phase = 'over';
    this.#line?.close();
    this.#context.recorder.close(this.#track);
    this.#audience.release('moving');
    this.#holder.gone(this);
  }

  /** This process is going away: what was shown becomes durable, then everybody is sent elsewhere. The shell lives on. */
  async drain(withinTimeMs: number): Promise<void> {
    if (this.#phase === 'over') return;
    this.#isHeld = true;
    // What was typed is let through first: a successor cannot know how far it came, and would drop it.
    await withinMs(this.#typedThrough(), LET_THROUGH_MS);
    this.#line?.pause(true);
    this.#screen.gather();
    await withinMs(this.#context.recorder.settled(this.#track), withinTimeMs);
    this.fence();
  }

  /** Resolves when the agent has taken all input that was handed to its line. */
  #typedThrough(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenTyped = resolve;
      this.#lookWhetherTyped();
    });
  }

  #lookWhetherTyped(): void {
    if ((this.#line?.channel.queuedBytes ?? 0) === 0) this.#whenTyped?.();
  }

  async #start(task: { taskArn: string; runtimeId: string }): Promise<void> {
    const { deps } = this.#context;
    const { environment, command, operator, requestNumber } = this.#carried;
    const who = { personId: operator.id, email: operator.email, requestNumber, terminalId: this.id };
    let session: AgentSession | null = null;
    for (let attempt = 1; session === null; attempt += 1) {
      try {
        session = await deps.agents.start(environment, task, command, who);
      } catch (error) {
        if (this.#phase !== 'opening') return;
        const mayRetry = error instanceof CloudError && isPassing(error) && attempt < START_ATTEMPTS;
        if (!mayRetry) {
          this.#startFailed(error);
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, FIRST_START_RETRY_MS * 2 ** (attempt - 1)));
      }
    }
    const opened = await recordOpened(deps, this.#bridgeId, this.id, session).catch((error: unknown) => {
      deps.log.error({ err: error, terminal: this.id }, 'a started terminal could not be recorded');
      return { ok: false as const };
    });
    if (!opened.ok || this.#phase !== 'opening') {
      await this.#kill(session.sessionId);
      return;
    }
    const { openedAt, agentSessionId, streamUrl } = opened.value;
    this.#terminal = { ...this.#terminal, status: 'live', openedAt, agentSessionId, streamUrl };
    this.#phase = 'live';
    const { cols, rows } = this.#terminal;
    this.#openLine(
      session.streamUrl,
      new AgentChannel({
        clientId: deps.newId(),
        clientVersion: CLIENT_VERSION,
        newId: deps.newId,
        sessionId: session.sessionId,
      }),
    );
    this.#sendSize(cols, rows);
    this.#mark('resize', { cols, rows });
    this.#line?.open(session.token);
  }

  #openLine(url: string, channel: AgentChannel): void {
    const { deps } = this.#context;
    this.#line = new AgentLine({
      channel,
      url,
      log: deps.log,
      owner: {
        happened: (events) => this.#happened(events),
        line: (isUp) => this.#lineChanged(isUp),
        lost: () => void this.end('lineLost'),
        resume: async () => {
          const sessionId = this.#terminal.agentSessionId ?? '';
          const session = await deps.agents.resume(this.#carried.environment, sessionId);
          return session && session.token !== '' ? session.token : null;
        },
      },
    });
  }

  #happened(events: readonly ChannelEvent[]): void {
    for (const event of events) {
      switch (event.type) {
        case 'output':
          if (this.#phase === 'live') this.#screen.add(event.bytes, event.sequence);
          this.#step('firstOutput', this.#now().getTime());
          break;
        case 'advanced':
          this.#screen.add(NOTHING, event.sequence);
          break;
        case 'exitCode':
          this.#exitCode = event.code;
          this.#screen.add(NOTHING, event.sequence);
          break;
        case 'inputAccepted':
          this.#inputAccepted = event.totalBytes;
          this.#input.drain();
          this.#lookWhetherTyped();
          break;
        case 'started':
          this.#audience.tellAll({ type: 'live' });
          this.#input.drain();
          break;
        case 'closed':
          void this.end('exited', true);
          break;
        case 'refused':
          this.#context.deps.log.warn({ terminal: this.id, code: event.error.code }, 'the agent broke the protocol');
          void this.end('protocolBroken');
          break;
        case 'encryptionDemanded':
          void this.end('agentRefused');
          break;
        case 'message':
        case 'paused':
        case 'resumed':
          break;
      }
    }
  }

  #lineChanged(isUp: boolean): void {
    if (this.#phase !== 'live') return;
    this.#step('channelOpened', this.#now().getTime());
    if (isUp === this.#isLineUp) return;
    this.#isLineUp = isUp;
    this.#audience.tellAll({ type: 'line', up: isUp });
    this.#mark(isUp ? 'lineBack' : 'lineLost', {});
    if (isUp) this.#input.drain();
  }

  #recording(isSafe: boolean): void {
    this.#isSafe = isSafe;
    this.#unsafeSinceMs = isSafe ? null : this.#now().getTime();
    this.#audience.tellAll({ type: 'recording', safe: isSafe });
    if (!isSafe) return;
    this.#mark('recorderSafe', {});
    this.#input.drain();
  }

  #pauseOrResume(): void {
    const held = this.#screen.heldBytes;
    if (held >= PAUSE_AT_BYTES) this.#line?.pause(true);
    else if (held <= RESUME_AT_BYTES && !this.#isHeld) this.#line?.pause(false);
  }

  /** Bytes of input that may go to the agent now. */
  #room(): number {
    const line = this.#line;
    const mayType = this.#phase === 'live' && !this.#isHeld && this.#isSafe && line?.channel.started;
    if (!mayType || !line.channel.canWrite) return 0;
    if (line.channel.queuedBytes === 0) this.#numbers.settle(line.channel.nextOutgoing);
    return this.#numbers.room();
  }

  #write(bytes: Uint8Array): void {
    this.#numbers.takeFor(bytes.length);
    this.#line?.write(bytes);
  }

  #sendSize(cols: number, rows: number): void {
    // Without a number the screen keeps its old size for a moment: when there are new ones the size is sent again.
    if (this.#numbers.takeForSize()) this.#line?.resize(cols, rows);
  }

  /** Several acceptances within one turn are told as one message. */
  #accepted(page: string, offset: number): void {
    if (this.#toldAccepted === null) {
      this.#toldAccepted = new Map();
      setImmediate(() => {
        const told = this.#toldAccepted;
        this.#toldAccepted = null;
        for (const [name, input] of told ?? []) {
          this.#audience.tellPage(name, { type: 'accepted', input });
        }
      });
    }
    this.#toldAccepted.set(page, offset);
  }

  #noteInput(nowMs: number): void {
    const lastMs = this.#lastInputAtMs;
    if (lastMs === null || lastMs <= this.#notedInputAtMs || nowMs - this.#notedInputAtMs < NOTE_INPUT_EVERY_MS) return;
    this.#notedInputAtMs = nowMs;
    this.#background(noteLife(this.#context.deps, this.#bridgeId, this.id, { lastInputAt: new Date(lastMs) }));
  }

  #step(step: LaunchStep, at: number): void {
    if (this.#steps.some((known) => known.step === step)) return;
    this.#steps.push({ step, at });
    this.#audience.tellAll({ type: 'step', step, at });
  }

  /** A launch that fails asks for the end of its terminals in the same breath: its cause is told first. */
  async #endAsked(reason: TerminalEndReason): Promise<void> {
    const isLaunch = reason === 'bastionFailed' && this.#phase === 'opening';
    const bastion = isLaunch ? await getAwaitedBastion(this.#context.deps, this.id).catch(() => null) : null;
    if (bastion && this.#phase === 'opening') this.#launchFailed(bastion);
    else await this.end(reason);
  }

  #launchFailed(bastion: AwaitedBastion): void {
    this.#audience.tellAll(launchFailure(bastion));
    void this.end(bastion.status === 'failed' ? 'bastionFailed' : 'bastionStopped');
  }

  #startFailed(error: unknown): void {
    const { log } = this.#context.deps;
    const code = error instanceof CloudError ? error.code : 'InternalError';
    const text = error instanceof CloudError ? error.message : '';
    log.warn({ err: error, terminal: this.id }, 'the agent session did not start');
    this.#audience.tellAll({ type: 'failed', step: 'channelOpened', code, text, ...explainFailure({ code, text }) });
    void this.end('agentRefused');
  }

  /** False when the shell may be alive still. */
  async #kill(sessionId = this.#terminal.agentSessionId): Promise<boolean> {
    if (sessionId === null) return true;
    try {
      await this.#context.deps.agents.end(this.#carried.environment, sessionId);
      return true;
    } catch (error) {
      this.#context.deps.log.error({ err: error, terminal: this.id }, 'the agent session could not be ended');
      return false;
    }
  }

  async #leaveToTheSweep(reason: TerminalEndReason): Promise<Terminal> {
    const { deps } = this.#context;
    const asked = await recordEndAsked(deps, this.#bridgeId, this.id, reason).catch((error: unknown) => {
      deps.log.error({ err: error, terminal: this.id }, 'the end of a terminal could not be asked for');
      return { ok: false as const };
    });
    if (asked.ok) return asked.value;
    // Asked for before: that reason stands.
    const before = this.#standing.endRequested;
    return { ...this.#terminal, endReason: before?.reason ?? reason, endNote: before?.note ?? null };
  }

  async #recordEnd(reason: TerminalEndReason): Promise<Terminal | 'moved'> {
    const { deps } = this.#context;
    const totals = { outputBytes: this.#track.endOffset, digest: this.#track.digest };
    for (let attempt = 0; ; attempt += 1) {
      try {
        const ended = await recordEnded(deps, this.#bridgeId, this.id, reason, totals);
        if (ended.ok) return ended.value;
        // Asked to end by somebody else between our reading and writing: their reason stands.
        if (ended.refusal.reason !== 'CHANGED_MEANWHILE' || attempt >= 3) return 'moved';
      } catch (error) {
        deps.log.error({ err: error, terminal: this.id }, 'the end of a terminal could not be recorded');
        if (attempt >= 3) return { ...this.#terminal, endReason: reason };
        await new Promise((resolve) => setTimeout(resolve, 200 * 2 ** attempt));
      }
    }
  }

  #mark<Kind extends MarkerKind>(kind: Kind, fields: MarkerFields[Kind]): void {
    this.#background(this.#marked(kind, fields));
  }

  async #marked<Kind extends MarkerKind>(kind: Kind, fields: MarkerFields[Kind]): Promise<void> {
    const openedAt = this.#terminal.openedAt;
    if (openedAt === null) return;
    const where = { terminalId: this.id, openedAt, offset: this.#screen.end };
    await recordMarker(this.#context.deps, where, kind, fields).catch((error: unknown) => {
      this.#context.deps.log.warn({ err: error, terminal: this.id, kind }, 'a marker could not be recorded');
    });
  }

  /** Comings and goings are written in the order in which they happened. */
  #notePresence(note: () => Promise<unknown>): void {
    this.#presence = this.#presence.then(note, note);
    this.#background(this.#presence);
  }

  #background(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      this.#context.deps.log.warn({ err: error, terminal: this.id }, 'a note about a terminal was not written');
    });
  }

  #now(): Date {
    return this.#context.deps.clock.now();
  }

  get #bridgeId(): BridgeId {
    return this.#context.bridgeId;
  }
}

const NOTHING = new Uint8Array();

function isBastionGone({ bastionStatus }: Standing): boolean {
  return bastionStatus === 'stopped' || bastionStatus === 'failed' || bastionStatus === 'stopping';
}

function isPassing(error: CloudError): boolean {
  return error.kind === 'notReady' || error.kind === 'throttled' || error.kind === 'unreachable';
}

/** What the work answers, or undefined when it takes longer. */
async function withinMs<Value>(work: Promise<Value>, limitMs: number): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), limitMs);
  });
  const first = await Promise.race([work, limit]);
  clearTimeout(timer);
  return first;
}
