import type { TerminalId } from '../domain/ids';
import { accessUntil } from '../domain/requests/grants';
import type { CarriedTerminal, Standing } from '../domain/terminals/carried';
import type { Terminal } from '../domain/terminals/terminal';
import type { CloseName } from '../terminal-wire/close-codes';
import { getRecordingEnd, readRecordedRange } from '../use-cases/recordings/read-range';
import { getAwaitedBastion, getCarried, readStandings } from '../use-cases/terminals/carry';
import { nameOf } from '../use-cases/terminals/record-life';
import type { Attachment } from './audience';
import type { BridgeContext } from './context';
import { launchFailure } from './launch-failure';
import { RemoteScreen } from './remote-screen';
import { Viewer } from './viewer';

/** A terminal that this process only shows: another one carries it, or it has ended. Everything comes from the rows. */
export class RemoteTerminal {
  readonly id: TerminalId;
  readonly #context: BridgeContext;
  readonly #screen: RemoteScreen;
  readonly #attached = new Map<Attachment, Viewer>();
  #carried: CarriedTerminal;
  #standing: Standing | null;

  private constructor(context: BridgeContext, carried: CarriedTerminal, end: number, standing: Standing | null) {
    this.id = carried.terminal.id;
    this.#context = context;
    this.#carried = carried;
    this.#standing = standing;
    this.#screen = new RemoteScreen(end, (offset) => readRecordedRange(context.deps, carried.terminal.id, offset));
  }

  /** Null when there is no such terminal. */
  static async find(context: BridgeContext, id: TerminalId): Promise<RemoteTerminal | null> {
    const carried = await getCarried(context.deps, id);
    if (!carried) return null;
    const [end, [standing]] = await Promise.all([
      getRecordingEnd(context.deps, id),
      readStandings(context.deps, context.bridgeId, [id]),
    ]);
    return new RemoteTerminal(context, carried, end?.endOffset ?? 0, standing ?? null);
  }

  get isEnded(): boolean {
    return this.#carried.terminal.status === 'ended';
  }

  /** The row as it was last read. */
  get terminal(): Terminal {
    return this.#carried.terminal;
  }

  get isUnseen(): boolean {
    return this.#attached.size === 0;
  }

  attach(attachment: Attachment, at: { offset: number }): void {
    const { terminal, environment } = this.#carried;
    const now = this.#context.deps.clock.now();
    const viewer = new Viewer(this.#screen, at.offset, (frame) => attachment.show(frame));
    this.#attached.set(attachment, viewer);
    this.#screen.viewers.add(viewer);
    attachment.tell({
      type: 'opened',
      role: attachment.role,
      status: terminal.status,
      number: terminal.number,
      cols: terminal.cols,
      rows: terminal.rows,
      offset: at.offset,
      input: 0,
      now: now.getTime(),
      endsAt: (this.#standing && accessUntil(this.#standing.grants, now)?.getTime()) ?? 0,
      graceMinutes: environment.terminalGraceMinutes,
    });
    if (this.isEnded) this.#farewell(attachment, viewer);
    else viewer.pull();
  }

  detach(attachment: Attachment): void {
    const viewer = this.#attached.get(attachment);
    if (!viewer) return;
    viewer.close();
    this.#screen.viewers.delete(viewer);
    this.#attached.delete(attachment);
  }

  shown(attachment: Attachment, offset: number): boolean {
    return this.#attached.get(attachment)?.shown(offset) ?? true;
  }

  /** The recording has grown. */
  grown(end: number): void {
    this.#screen.grown(end);
  }

  /** Reads the row anew: its size, whether it has ended. */
  async refresh(): Promise<void> {
    if (this.isEnded) return;
    const carried = await getCarried(this.#context.deps, this.id);
    if (!carried || this.isEnded) return;
    const before = this.#carried.terminal;
    this.#carried = carried;
    const { cols, rows, status, outputBytes } = carried.terminal;
    if (cols !== before.cols || rows !== before.rows) this.#tellAll({ type: 'size', cols, rows });
    if (status === 'live' && before.status === 'opening') this.#tellAll({ type: 'live' });
    if (status !== 'ended') return;
    this.#screen.grown(Number(outputBytes));
    for (const [attachment, viewer] of this.#attached) this.#farewell(attachment, viewer);
  }

  closeAll(name: CloseName): void {
    for (const attachment of [...this.#attached.keys()]) attachment.close(name);
  }

  #farewell(attachment: Attachment, viewer: Viewer): void {
    const { endReason, endNote, endedById } = this.#carried.terminal;
    const { deps } = this.#context;
    viewer.finish(() => {
      Promise.all([nameOf(deps, endedById).catch(() => null), this.#failure().catch(() => null)])
        .then(([by, failure]) => {
          if (failure) attachment.tell(failure);
          const reason = endReason ?? 'exited';
          attachment.tell({ type: 'ended', reason, note: endNote, by, exitCode: null, isShellGone: true });
          attachment.close('ended');
        })
        .catch((error: unknown) => {
          deps.log.error({ err: error, terminal: this.id }, 'a viewer could not be told of the end');
          attachment.close('fault');
        });
    });
  }

  /** A page that comes after a launch has failed is told why all the same. */
  async #failure(): Promise<ReturnType<typeof launchFailure> | null> {
    if (this.#carried.terminal.endReason !== 'bastionFailed') return null;
    const bastion = await getAwaitedBastion(this.#context.deps, this.id);
    return bastion && launchFailure(bastion);
  }

  #tellAll(message: Parameters<Attachment['tell']>[0]): void {
    for (const attachment of this.#attached.keys()) attachment.tell(message);
  }
}
