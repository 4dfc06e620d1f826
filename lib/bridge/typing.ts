import type { TerminalId } from '../domain/ids';
import type { Terminal } from '../domain/terminals/terminal';
import { noteLife, reserveInput } from '../use-cases/terminals/carry';
import type { AgentLine } from './agent-line';
import type { BridgeContext } from './context';
import { InputNumbers } from './input-numbers';
import { InputQueue } from './input-queue';

const NOTE_EVERY_MS = 5_000;

/** What typing asks of its terminal. */
export type TypingOwner = {
  line(): AgentLine | null;
  /** Whether input may go to the shell at the moment, as far as the terminal is concerned. */
  mayType(): boolean;
  size(): { cols: number; rows: number };
  /** A page's input was taken up to this offset. */
  accepted(page: string, input: number): void;
  /** Another bridge gives out the input numbers now. */
  fenced(): void;
};

/** The way of keys and sizes from the operator's pages to the agent: each byte once, under numbers that a successor knows of. */
export class Typing {
  readonly #context: BridgeContext;
  readonly #id: TerminalId;
  readonly #owner: TypingOwner;
  readonly #numbers: InputNumbers;
  readonly #queue: InputQueue;
  /** Agent's input offset that its predecessor's count ended at. */
  readonly #base: number;
  #acceptedByAgent = 0;
  #toldAccepted: Map<string, number> | null = null;
  #whenThrough: (() => void) | null = null;
  #lastAtMs: number | null;
  #notedAtMs = 0;

  constructor(o: {
    context: BridgeContext;
    terminal: Terminal;
    /** First input number certainly never used. */
    firstInput: bigint;
    /** Bytes of input the agent had accepted before. */
    base: number;
    owner: TypingOwner;
  }) {
    const { deps, bridgeId } = o.context;
    this.#context = o.context;
    this.#id = o.terminal.id;
    this.#owner = o.owner;
    this.#base = o.base;
    this.#lastAtMs = o.terminal.lastInputAt?.getTime() ?? null;
    this.#numbers = new InputNumbers({
      first: o.firstInput,
      reserved: o.terminal.inputReserved,
      reserve: () => reserveInput(deps, bridgeId, this.#id),
      refused: () => this.#owner.fenced(),
      granted: () => {
        this.sendSize(this.#owner.size());
        this.#queue.drain();
      },
    });
    this.#queue = new InputQueue({
      room: () => this.#room(),
      write: (bytes) => this.#write(bytes),
      accepted: (page, offset) => this.#accepted(page, offset),
    });
  }

  /** When something was typed last; null for never. */
  get lastAt(): Date | null {
    return this.#lastAtMs === null ? null : new Date(this.#lastAtMs);
  }

  /** Bytes of input the agent has accepted since the terminal began. */
  get inputOffset(): number {
    return this.#base + this.#acceptedByAgent;
  }

  /** A page (re)connects: see InputQueue.attach. */
  attach(page: string, sent: number): { input: number; isReset: boolean } {
    return this.#queue.attach(page, sent);
  }

  /** Input of a page; false when it breaks the protocol. */
  take(page: string, offset: number, bytes: Uint8Array): boolean {
    this.#lastAtMs = this.#context.deps.clock.now().getTime();
    return this.#queue.take(page, offset, bytes);
  }

  /** Hands on what there is room for. */
  drain(): void {
    this.#queue.drain();
  }

  /** The agent has accepted this many bytes from this process. */
  acceptedByAgent(totalBytes: number): void {
    this.#acceptedByAgent = totalBytes;
    this.#queue.drain();
    this.#lookWhetherThrough();
  }

  /** Resolves when the agent has taken all input that was handed to its line. */
  through(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenThrough = resolve;
      this.#lookWhetherThrough();
    });
  }

  sendSize({ cols, rows }: { cols: number; rows: number }): void {
    // Without a number the screen keeps its old size for a moment: when there are new ones the size is sent again.
    if (this.#numbers.takeForSize()) this.#owner.line()?.resize(cols, rows);
  }

  /** Writes down for the lists when something was typed last, now and then. */
  note(nowMs: number): void {
    const lastAt = this.lastAt;
    if (lastAt === null || lastAt.getTime() <= this.#notedAtMs || nowMs - this.#notedAtMs < NOTE_EVERY_MS) return;
    this.#notedAtMs = nowMs;
    const { deps, bridgeId } = this.#context;
    noteLife(deps, bridgeId, this.#id, { lastInputAt: lastAt }).catch((error: unknown) => {
      deps.log.warn({ err: error, terminal: this.#id }, 'a note about a terminal was not written');
    });
  }

  #lookWhetherThrough(): void {
    if ((this.#owner.line()?.channel.queuedBytes ?? 0) === 0) this.#whenThrough?.();
  }

  /** Bytes of input that may go to the agent now. */
  #room(): number {
    const channel = this.#owner.line()?.channel;
    if (!channel?.started || !channel.canWrite || !this.#owner.mayType()) return 0;
    if (channel.queuedBytes === 0) this.#numbers.settle(channel.nextOutgoing);
    return this.#numbers.room();
  }

  #write(bytes: Uint8Array): void {
    this.#numbers.takeFor(bytes.length);
    this.#owner.line()?.write(bytes);
  }

  /** Several acceptances within one turn are told as one. */
  #accepted(page: string, offset: number): void {
    if (this.#toldAccepted === null) {
      this.#toldAccepted = new Map();
      setImmediate(() => {
        const told = this.#toldAccepted;
        this.#toldAccepted = null;
        for (const [name, input] of told ?? []) this.#owner.accepted(name, input);
      });
    }
    this.#toldAccepted.set(page, offset);
  }
}
