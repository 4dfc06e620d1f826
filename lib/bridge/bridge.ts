import type { WebSocket } from 'ws';
import { CLOSE_CODES } from '../terminal-wire/close-codes';
import type { Changes } from '../use-cases/bridges/register';
import { hearChanges, registerBridge, retireBridge } from '../use-cases/bridges/register';
import { appendRecording } from '../use-cases/recordings/append';
import { listWithdrawn } from '../use-cases/terminals/list-withdrawn';
import { Connection } from './connection';
import type { BridgeContext } from './context';
import { SocketLimits } from './limits';
import { LiveTerminals } from './live-terminals';
import { Recorder } from './recorder';
import { Refusals } from './refusals';
import { withinMs } from './within-ms';

/** Browsers are asked for a sign of life this often; one that has not answered by the next time is given up. */
const PING_EVERY_MS = 20_000;
/** Rights to be at a terminal are looked at this often, in case a nudge was missed. */
const LOOK_AT_RIGHTS_EVERY_MS = 2_000;
/** How long what was shown may take to become durable when the process goes away. */
const DRAIN_WITHIN_MS = 5_000;
/** How long refusals that were gathered may take to be written then. */
const TELL_WITHIN_MS = 1_000;

/** One process's bridge: everything between browser sockets and agents. It needs no web server and no Next. */
export class Bridge {
  readonly #context: BridgeContext;
  readonly #changes: Changes;
  readonly #limits = new SocketLimits();
  readonly #connections = new Set<Connection>();
  readonly #pings: NodeJS.Timeout;
  readonly #looks: NodeJS.Timeout;
  #isLooking = false;
  #looksAgain = false;
  readonly terminals: LiveTerminals;
  isDraining = false;

  private constructor(context: BridgeContext, changes: Changes) {
    this.#context = context;
    this.#changes = changes;
    this.terminals = new LiveTerminals(context, changes);
    this.#pings = setInterval(() => {
      for (const connection of this.#connections) connection.checkAlive();
    }, PING_EVERY_MS);
    this.#looks = setInterval(() => void this.#lookAtRights(), LOOK_AT_RIGHTS_EVERY_MS);
    // A shell ends by its own row; this is for sockets that outlive the right they came with: watchers, other browsers of a person.
    changes.listen(({ table }) => table === 'sign_ins' && void this.#lookAtRights());
  }

  /** Registers this process as a bridge and begins to carry terminals. */
  static async open(deps: BridgeContext['deps']): Promise<Bridge> {
    const bridgeId = await registerBridge(deps);
    const recorder = new Recorder({
      append: (chunks) => appendRecording(deps, bridgeId, chunks),
      now: () => deps.clock.now(),
      log: deps.log,
    });
    const changes = await hearChanges(deps);
    return new Bridge({ deps, bridgeId, recorder, refusals: new Refusals(deps) }, changes);
  }

  /** The id under which other processes know this one. */
  get id(): string {
    return this.#context.bridgeId;
  }

  /** Takes over a browser socket whose origin is ours. */
  accept(socket: WebSocket, address: string): void {
    if (!this.#limits.come(address, Date.now())) {
      socket.on('error', () => undefined);
      this.#context.deps.log.warn({ address }, 'too many sockets');
      this.#context.refusals.add({ actor: { stranger: true, address }, door: 'socket', why: 'TOO_MANY' });
      socket.close(CLOSE_CODES.tooMany.code, 'tooMany');
      return;
    }
    this.#connections.add(
      new Connection({
        socket,
        address,
        context: this.#context,
        terminals: this.terminals,
        limits: this.#limits,
        whenGone: (gone) => this.#connections.delete(gone),
      }),
    );
  }

  /** A socket of a foreign page was turned away. */
  refusedOrigin(address: string): void {
    this.#context.deps.log.warn({ address }, 'a socket of a foreign page');
    this.#context.refusals.add({ actor: { stranger: true, address }, door: 'socket', why: 'foreignOrigin' });
  }

  /** Puts on record at once what sockets were refused so far, instead of at the next turn. */
  tellRefusals(): Promise<void> {
    return this.#context.refusals.tell();
  }

  /** Goes away: no new sockets, browsers are told to come back, and other processes may carry on at once. Shells live on. */
  async drain(): Promise<void> {
    this.isDraining = true;
    clearInterval(this.#pings);
    clearInterval(this.#looks);
    await this.terminals.drain(DRAIN_WITHIN_MS);
    await retireBridge(this.#context.deps, this.#context.bridgeId).catch((error: unknown) => {
      this.#context.deps.log.warn({ err: error }, 'the bridge could not be retired; others wait for its heartbeat');
    });
    for (const connection of [...this.#connections]) connection.close('moving');
    await withinMs(this.tellRefusals(), TELL_WITHIN_MS);
    await this.#changes.close();
  }

  async #lookAtRights(): Promise<void> {
    this.#looksAgain = this.#isLooking;
    if (this.#isLooking) return;
    this.#isLooking = true;
    const { deps } = this.#context;
    const admitted = [...this.#connections].flatMap((connection) =>
      connection.admitted ? [{ ...connection.admitted, connection }] : [],
    );
    try {
      for (const { connection } of await listWithdrawn(deps, admitted)) connection.withdraw();
    } catch (error) {
      deps.log.warn({ err: error }, 'the rights of sockets could not be read');
    } finally {
      this.#isLooking = false;
    }
    if (this.#looksAgain) void this.#lookAtRights();
  }
}
