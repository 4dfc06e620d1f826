import { WebSocket } from 'ws';

interface Effects<Event> {
  send: (string | Uint8Array)[];
  events: Event[];
}

/** What AgentChannel and PortSession have in common. */
interface Machine<Event> {
  readonly nextWakeAtMs: number | null;
  open(token: string, nowMs: number): Effects<Event>;
  receive(message: Uint8Array, nowMs: number): Effects<Event>;
  tick(nowMs: number): Effects<Event>;
  disconnected(nowMs: number): void;
}

/** Drives one of the product's client machines on a real socket, and gets it a new line when it loses one. */
export class WireDriver<Event> {
  readonly events: Event[] = [];
  /** Takes over what is done with effects; it is to call `transmit` and `tell`. */
  route: ((effects: Effects<Event>) => void) | undefined;
  /** How many lines it has had. */
  lines = 0;
  readonly #machine: Machine<Event>;
  readonly #happened: (event: Event) => void;
  readonly #resume: () => Promise<{ url: string; token: string }>;
  #socket: WebSocket | undefined;
  #wake: NodeJS.Timeout | undefined;
  #over = false;
  #waiting: (() => void)[] = [];

  constructor(
    machine: Machine<Event>,
    happened: (event: Event) => void,
    resume: () => Promise<{ url: string; token: string }>,
  ) {
    this.#machine = machine;
    this.#happened = happened;
    this.#resume = resume;
  }

  async connect(url: string, token: string): Promise<void> {
    const socket = new WebSocket(url);
    this.#socket = socket;
    socket.on('message', (content) => {
      if (socket === this.#socket) this.perform(this.#machine.receive(content as Buffer, Date.now()));
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (socket !== this.#socket || this.#over) return;
      this.#machine.disconnected(Date.now());
      // Refused when the session is over, and then there is nothing to come back to.
      this.#resume().then(
        ({ url: again, token: fresh }) => this.connect(again, fresh),
        () => this.stop(),
      );
    });
    await new Promise<void>((resolve) => {
      socket.once('open', resolve);
      socket.once('close', resolve);
    });
    if (socket.readyState !== WebSocket.OPEN) return;
    this.lines += 1;
    this.perform(this.#machine.open(token, Date.now()));
  }

  /** Does what a call of the machine wants done. */
  perform(effects: Effects<Event>): void {
    if (this.route) {
      this.route(effects);
    } else {
      this.transmit(effects.send);
      for (const event of effects.events) this.tell(event);
    }
    this.#look();
  }

  transmit(messages: (string | Uint8Array)[]): void {
    if (this.#socket?.readyState === WebSocket.OPEN) for (const message of messages) this.#socket.send(message);
    this.#look();
  }

  tell(event: Event): void {
    this.events.push(event);
    this.#happened(event);
  }

  #look(): void {
    clearTimeout(this.#wake);
    const at = this.#machine.nextWakeAtMs;
    if (at !== null && !this.#over) {
      this.#wake = setTimeout(() => this.perform(this.#machine.tick(Date.now())), Math.max(0, at - Date.now()));
    }
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Waits until something holds; looked at again whenever the machine has done anything. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Stops reading the line, and reads on. */
  pause(isPaused: boolean): void {
    if (isPaused) this.#socket?.pause();
    else this.#socket?.resume();
  }

  stop(): void {
    this.#over = true;
    clearTimeout(this.#wake);
    this.#socket?.terminate();
  }
}
