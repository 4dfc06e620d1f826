// Over 300 lines because every way a terminal begins, goes on and ends meets here, and each must see the phase the others left it in.
import { AgentChannel, type ChannelEvent, type WireError } from '../agent-wire';
import { CloudError } from '../domain/cloud-error';
import type { BridgeId, TerminalId } from '../domain/ids';
import { plainLine } from '../domain/plain-line';
import type { MarkerFields, MarkerKind } from '../domain/recordings/markers';
import type { RecordingEnd } from '../domain/recordings/recording';
import { accessUntil } from '../domain/requests/grants';
import type { CarriedTerminal, Standing } from '../domain/terminals/carried';
import { whyMustEnd } from '../domain/terminals/limits';
import type { Terminal, TerminalEndReason } from '../domain/terminals/terminal';
import type { AgentSession } from '../use-cases/ports';
import { recordMarker } from '../use-cases/recordings/append';
import { getCommand, readRecordedRange } from '../use-cases/recordings/read-range';
import { noteLife } from '../use-cases/terminals/carry';
import { nameOf, recordAttached, recordDetached, recordOpened } from '../use-cases/terminals/record-life';
import { AgentLine, type LineEnd } from './agent-line';
import { type Attachment, Audience } from './audience';
import { CommandOutput } from './command-output';
import type { BridgeContext } from './context';
import { endOfChannel } from './end-of-channel';
import { killShell, leaveToTheSweep, writeEnd } from './ending';
import { Launch } from './launch';
import { Screen } from './screen';
import { findKeyAgain, provideDataKey } from './session-key';
import { Track } from './track';
import { Typing } from './typing';
import { withinMs } from './within-ms';

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
/** Characters shown of what AWS or its agent says of a session. */
const LONGEST_SAID = 500;
/** How long input on its way to the agent holds up a process that goes away. */
const LET_THROUGH_MS = 300;

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
  readonly #typing: Typing;
  readonly #launch: Launch;
  readonly #audience: Audience;
  #terminal: Terminal;
  #phase: 'opening' | 'live' | 'over';
  #isHeld = false;
  #hasOutput = false;
  #isSafe = true;
  #unsafeSinceMs: number | null = null;
  #isLineUp = true;
  #line: AgentLine | null = null;
  #standing: Standing;
  #watchers: string;
  #presence: Promise<unknown> = Promise.resolve();
  #endsAtMs: number;
  #exitCode: number | null = null;
  /** Of one command without a terminal: makes its output fit for a screen. */
  #command: CommandOutput | null = null;

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
    // One that is adopted waits for no bastion, however long its beginning takes.
    this.#phase = terminal.status === 'opening' ? 'opening' : 'live';
    this.#standing = o.standing;
    this.#endsAtMs = accessUntil(o.standing.grants, o.context.deps.clock.now())?.getTime() ?? 0;
    this.#watchers = o.standing.watchers.join('\n');
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
          inputOffset: this.#typing.inputOffset,
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
    this.#typing = new Typing({
      context: o.context,
      terminal,
      firstInput: o.firstInput,
      base: o.end?.inputOffset ?? 0,
      owner: {
        line: () => this.#line,
        mayType: () => this.#phase === 'live' && !this.#isHeld && this.#isSafe,
        size: () => this.#terminal,
        accepted: (page, input) => this.#audience.tellPage(page, { type: 'accepted', input }),
        fenced: () => this.fence(),
      },
    });
    this.#launch = new Launch(o.context, o.carried, {
      isOpening: () => this.#phase === 'opening',
      tell: (message) => this.#audience.tellAll(message),
      started: (session, targetId) => this.#started(session, targetId),
      failed: (reason) => void this.end(reason),
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
    // What must be over is not begun first.
    this.stand(this.#standing);
    if (this.isOver) return;
    if (this.#phase === 'opening') {
      await this.look();
      return;
    }
    const { agentSessionId, streamUrl } = this.#terminal;
    if (agentSessionId === null || streamUrl === null) throw new Error('a live terminal lacks its agent session');
    this.#terminal = { ...this.#terminal, detachedAt: this.#terminal.detachedAt ?? this.#now() };
    const { deps } = this.#context;
    const command = this.#carried.way.via === 'node' ? await getCommand(deps, this.id) : null;
    if (command !== null) {
      this.#command = new CommandOutput({ isAdopted: true });
      this.#exitCode = command.exitCode;
    }
    const hasShown = (end?.endOffset ?? 0) > 0;
    const { encryptedOnly } = this.#carried.environment;
    const targetId = hasShown && !encryptedOnly ? null : await this.#launch.findTargetId();
    const dataKey = await findKeyAgain(deps, this.#carried, () => !this.isOver);
    if (dataKey === undefined) await this.end('agentRefused');
    if (dataKey === undefined || this.isOver) {
      dataKey?.plaintext.fill(0);
      return;
    }
    this.#openLine(
      streamUrl,
      new AgentChannel({
        clientId: this.#context.deps.newId(),
        clientVersion: CLIENT_VERSION,
        newId: this.#context.deps.newId,
        // The agent may have asked for a key that its predecessor did not live to get.
        ...(targetId === null && !encryptedOnly
          ? {}
          : { encryption: { sessionId: agentSessionId, targetId: targetId ?? '', isRequired: encryptedOnly } }),
        resume: {
          nextIncoming: end?.nextIncoming ?? 0n,
          nextOutgoing: firstInput,
          fillFrom: end?.ackedOutgoing ?? 0n,
          // A command is known for one only when its handshake is over, and may be silent to its end.
          hasShown: hasShown || command !== null,
          ...(dataKey === null ? {} : { dataKey: dataKey.plaintext, wrappedKey: dataKey.ciphertext }),
        },
      }),
    );
    dataKey?.plaintext.fill(0);
    // A page may have come, and typed, while the key was looked for.
    this.#line?.resize(this.#terminal.cols, this.#terminal.rows);
    this.#mark('adopted', { bridgeId: this.#context.bridgeId });
    this.#line?.resumeNow();
    this.#typing.drain();
  }

  /** A browser comes, having shown output up to `offset` and sent `sent` bytes of input. */
  attach(attachment: Attachment, at: { offset: number; sent: number; cols: number; rows: number }): void {
    const isOperator = attachment.role === 'operate';
    const { input, isReset } = isOperator
      ? this.#typing.attach(attachment.page, at.sent)
      : { input: 0, isReset: false };
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
    for (const { step, at } of this.#launch.steps) attachment.tell({ type: 'step', step, at });
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
    return this.#typing.take(attachment.page, offset, bytes);
  }

  /** The screen of one browser has shown output up to here; false when that cannot be. */
  shown(attachment: Attachment, offset: number): boolean {
    return this.#audience.shown(attachment, offset);
  }

  /** The operator's screen has this size; with several pages the last one that said so counts. */
  resize(attachment: Attachment, cols: number, rows: number): void {
    if (attachment.role !== 'operate' || this.#phase === 'over') return;
    const isNew = cols !== this.#terminal.cols || rows !== this.#terminal.rows;
    if (this.#line) this.#typing.sendSize({ cols, rows });
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
    const reason = standing.personDeactivated
      ? 'signedOut'
      : whyMustEnd(
          { ...this.#terminal, lastInputAt: this.#typing.lastAt },
          standing.grants,
          this.#carried.environment,
          { revokedAt: standing.signInRevokedAt },
          now,
        );
    if (reason) void this.end(reason);
    else if (isBastionGone(standing) && this.#phase === 'live') void this.end('bastionStopped');
    else if (this.#unsafeSinceMs !== null && now.getTime() - this.#unsafeSinceMs > UNSAFE_AT_MOST_MS)
      void this.end('recorderFailed');
    else this.#typing.note(now.getTime());
  }

  /** Looks how far the bastion has come, and starts the shell when it runs. Safe to call at any time. */
  look(): Promise<void> {
    return this.#launch.look();
  }

  /** Asks the agent's side for a sign of life. */
  checkAlive(): void {
    this.#line?.checkAlive();
  }

  /** The one way a terminal ends: input stops, the shell dies, the rest is recorded, and whoever looks is told. */
  async end(reason: TerminalEndReason, isShellGone = false, note: string | null = null): Promise<void> {
    if (this.#phase === 'over') return;
    const wasLive = this.#phase === 'live';
    this.#phase = 'over';
    this.#line?.close();
    const killed = isShellGone || killShell(this.#context, this.#carried, this.#terminal.agentSessionId);
    this.#screen.gather();
    await withinMs(this.#context.recorder.settled(this.#track), LAST_FLUSH_MS);
    this.#context.recorder.close(this.#track);
    this.#screen.truncate(this.#track.endOffset);
    if (wasLive) await this.#marked('ended', { reason });
    // A terminal is over when its shell is: until then its row stays, and the sweep for overdue ones tries again.
    const isDead = await withinMs(Promise.resolve(killed), KILL_WITHIN_MS);
    const totals = { outputBytes: this.#track.endOffset, digest: this.#track.digest, note };
    const ended = isDead
      ? await writeEnd(this.#context, this.#terminal, reason, totals)
      : await leaveToTheSweep(this.#context, this.#terminal, reason, this.#standing.endRequested);
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
        isShellGone: isDead === true,
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
    await withinMs(this.#typing.through(), LET_THROUGH_MS);
    this.#line?.pause(true);
    this.#screen.gather();
    await withinMs(this.#context.recorder.settled(this.#track), withinTimeMs);
    this.fence();
  }

  async #started(session: AgentSession, targetId: string): Promise<void> {
    const { deps } = this.#context;
    const opened = await recordOpened(deps, this.#bridgeId, this.id, session).catch((error: unknown) => {
      deps.log.error({ err: error, terminal: this.id }, 'a started terminal could not be recorded');
      return { ok: false as const };
    });
    if (!opened.ok || this.#phase !== 'opening') {
      await killShell(this.#context, this.#carried, session.sessionId);
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
        encryption: {
          sessionId: session.sessionId,
          targetId,
          isRequired: this.#carried.environment.encryptedOnly,
        },
      }),
    );
    this.#typing.sendSize({ cols, rows });
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
        lost: (reason, code) => this.#lineGone(reason, code),
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
          if (this.#phase === 'live')
            this.#screen.add(this.#command?.take(event.stream, event.bytes) ?? event.bytes, event.sequence);
          if (!this.#hasOutput) this.#launch.step('firstOutput', this.#now().getTime());
          this.#hasOutput = true;
          break;
        case 'advanced':
          this.#screen.add(NOTHING, event.sequence);
          break;
        case 'exitCode':
          this.#exitCode = event.code;
          this.#screen.add(this.#command?.end() ?? NOTHING, event.sequence);
          this.#mark('commandEnded', { exitCode: event.code });
          break;
        case 'inputAccepted':
          this.#typing.acceptedByAgent(event.totalBytes);
          break;
        case 'started':
          if (event.sessionType === 'NonInteractiveCommands' && this.#command === null) {
            this.#command = new CommandOutput({ isAdopted: false });
            this.#mark('command', {});
          }
          this.#audience.tellAll({ type: 'live' });
          this.#typing.drain();
          break;
        case 'closed':
          this.#closed(plainLine(event.output.replace(/\s+/g, ' '), LONGEST_SAID));
          break;
        case 'refused':
          this.#refused(event.error);
          break;
        case 'dataKeyWanted':
          if (!this.#line) break;
          provideDataKey(this.#context, this.#carried, event, this.#line).catch((error: unknown) =>
            this.#launch.refused(error),
          );
          break;
        case 'flag':
          this.#screen.add(NOTHING, event.sequence);
          break;
        case 'message':
          this.#screen.add(Buffer.from(`${plainLine(event.text, LONGEST_SAID)}\r\n`), event.sequence);
          break;
        case 'flagAccepted':
        case 'paused':
        case 'resumed':
          break;
      }
    }
  }

  /** The service has ended the session, mostly without a word because the shell has exited. */
  #closed(said: string): void {
    if (said === '') void this.end('exited', true);
    else if (!this.#line?.channel.started) this.#launch.refused(new CloudError('rejected', 'ChannelClosed', said));
    else {
      this.#context.deps.log.warn({ terminal: this.id, said }, 'AWS closed an agent session');
      void this.end('closedByAws', true, said);
    }
  }

  #refused(error: WireError): void {
    const reason = endOfChannel(error.code);
    if (reason === 'agentRefused') {
      this.#launch.refused(error);
      return;
    }
    const what = reason === 'lineLost' ? 'the agent acknowledges nothing' : 'the agent broke the protocol';
    this.#context.deps.log.warn({ terminal: this.id, code: error.code }, what);
    void this.end(reason);
  }

  #lineGone(reason: LineEnd, code: string): void {
    const { id: terminal } = this;
    this.#context.deps.log.warn({ terminal, reason, code }, 'an agent session was not resumed');
    void this.end(reason);
  }

  #lineChanged(isUp: boolean): void {
    if (this.#phase !== 'live') return;
    this.#launch.step('channelOpened', this.#now().getTime());
    if (isUp === this.#isLineUp) return;
    this.#isLineUp = isUp;
    this.#audience.tellAll({ type: 'line', up: isUp });
    this.#mark(isUp ? 'lineBack' : 'lineLost', {});
    if (isUp) this.#typing.drain();
  }

  #recording(isSafe: boolean): void {
    this.#isSafe = isSafe;
    this.#unsafeSinceMs = isSafe ? null : this.#now().getTime();
    this.#audience.tellAll({ type: 'recording', safe: isSafe });
    if (!isSafe) return;
    this.#mark('recorderSafe', {});
    this.#typing.drain();
  }

  #pauseOrResume(): void {
    const held = this.#screen.heldBytes;
    if (held >= PAUSE_AT_BYTES) this.#line?.pause(true);
    else if (held <= RESUME_AT_BYTES && !this.#isHeld) this.#line?.pause(false);
  }

  /** A launch that fails asks for the end of its terminals in the same breath: its cause is told first. */
  async #endAsked(reason: TerminalEndReason): Promise<void> {
    const isLaunch = reason === 'bastionFailed' && this.#phase === 'opening';
    if (!isLaunch || !(await this.#launch.givenUp())) await this.end(reason);
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
