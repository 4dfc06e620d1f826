import type { WebSocket } from 'ws';
import type { Actor } from '../domain/people/actor';
import { CLOSE_CODES, type CloseName } from '../terminal-wire/close-codes';
import {
  decodeBytes,
  type FromBrowser,
  MAX_INPUT_FRAME_BYTES,
  parseFromBrowser,
  type ToBrowser,
} from '../terminal-wire/messages';
import { type Admitted, listWithdrawn } from '../use-cases/terminals/list-withdrawn';
import { recordUnwatched, recordWatched } from '../use-cases/terminals/record-watch';
import { redeemTicket } from '../use-cases/terminals/redeem-ticket';
import type { Attachment } from './audience';
import type { BridgeContext } from './context';
import { MessageRate, type SocketLimits } from './limits';
import type { LiveTerminals, Place } from './live-terminals';
import { closeNameFor } from './refusal-to-close-code';
import { LiveTerminal } from './terminal';

/** A socket that has not shown its ticket by then is closed. */
const OPEN_WITHIN_MS = 5_000;

/** What one browser may leave unread before it is given up: several windows of output and the small messages beside them. */
const MOST_UNREAD_BYTES = 4 * 1024 * 1024;

type Opening = Extract<FromBrowser, { type: 'open' }>;

/** One browser socket from the upgrade to its close. Whatever it sends can close itself and nothing else. */
export class Connection implements Attachment {
  role: 'operate' | 'watch' = 'watch';
  page = '';
  readonly #socket: WebSocket;
  readonly #address: string;
  readonly #context: BridgeContext;
  readonly #terminals: LiveTerminals;
  readonly #limits: SocketLimits;
  readonly #whenGone: (gone: Connection) => void;
  readonly #rate = new MessageRate();
  #patience: NodeJS.Timeout | null;
  #state: 'waiting' | 'admitting' | 'open' | 'closed' = 'waiting';
  #actor: Actor | null = null;
  #admitted: Admitted | null = null;
  #place: Place | null = null;
  #unwatch: (() => void) | null = null;
  #isAlive = true;

  constructor(o: {
    socket: WebSocket;
    address: string;
    context: BridgeContext;
    terminals: LiveTerminals;
    limits: SocketLimits;
    whenGone(gone: Connection): void;
  }) {
    this.#socket = o.socket;
    this.#address = o.address;
    this.#context = o.context;
    this.#terminals = o.terminals;
    this.#limits = o.limits;
    this.#whenGone = o.whenGone;
    this.#patience = setTimeout(() => this.close('silent'), OPEN_WITHIN_MS);
    this.#socket.on('message', (message: Buffer, isBinary: boolean) => this.#received(message, isBinary));
    // Each is answered by itself, so they count like messages.
    this.#socket.on('ping', () => this.#counts());
    this.#socket.on('pong', () => {
      this.#isAlive = true;
    });
    this.#socket.on('error', (error) => this.#say('a browser socket failed', { code: codeOf(error) }));
    this.#socket.on('close', () => this.#leave());
  }

  tell(message: ToBrowser): void {
    if (this.#state !== 'closed') this.#socket.send(JSON.stringify(message));
  }

  show(frame: Uint8Array): void {
    if (this.#state !== 'closed') this.#socket.send(frame);
  }

  close(name: CloseName): void {
    if (this.#state === 'closed') return;
    this.#socket.close(CLOSE_CODES[name].code, name);
    this.#leave();
  }

  /** What its ticket admitted it to; null before that, and once it has left. */
  get admitted(): Admitted | null {
    return this.#state === 'closed' ? null : this.#admitted;
  }

  /** Asks for a sign of life; one that did not answer the last time is given up. Call it every twenty seconds. */
  checkAlive(): void {
    if (!this.#isAlive) {
      this.close('silent');
      this.#socket.terminate();
      return;
    }
    this.#isAlive = false;
    this.#socket.ping();
  }

  #received(message: Buffer, isBinary: boolean): void {
    if (this.#state === 'closed') return;
    this.#isAlive = true;
    if (!this.#counts()) return;
    if (isBinary) this.#bytes(message);
    else {
      const parsed = parseFromBrowser(message.toString('utf8'));
      if (parsed === null) this.#break('a text frame outside the protocol');
      else this.#message(parsed);
    }
  }

  /** False, and the end of this socket, when it says too much or reads too little of what it is told. */
  #counts(): boolean {
    if (this.#state === 'closed') return false;
    const unread = this.#socket.bufferedAmount;
    if (unread > MOST_UNREAD_BYTES) {
      this.#break('nothing is read', 'tooMany');
      // The close frame would wait behind everything else.
      this.#socket.terminate();
      return false;
    }
    if (this.#rate.allows(Date.now())) return true;
    this.#break('too many messages', 'tooMany');
    return false;
  }

  #bytes(message: Buffer): void {
    const place = this.#place;
    if (this.#state !== 'open' || place === null) {
      this.#break('input before the ticket');
      return;
    }
    const frame = message.length > MAX_INPUT_FRAME_BYTES ? null : decodeBytes(message);
    if (frame === null || frame.bytes.length === 0) {
      this.#break('an input frame that is too short or too long');
      return;
    }
    if (this.role !== 'operate') {
      this.#break('input of a watcher');
      return;
    }
    // A place that is only shown has ended or is moving: its reason is on the way to the browser already.
    if (!(place instanceof LiveTerminal)) return;
    if (!place.type(this, frame.offset, frame.bytes)) this.#break('input with a gap, or more than may be under way');
  }

  #message(message: FromBrowser): void {
    if (message.type === 'open') {
      if (this.#state !== 'waiting') {
        this.#break('a second ticket');
        return;
      }
      this.#admit(message).catch((error: unknown) => {
        this.#context.deps.log.error({ err: error }, 'a browser socket could not be admitted');
        this.close('fault');
      });
      return;
    }
    const place = this.#place;
    if (this.#state !== 'open' || place === null) {
      this.#break('a message before the ticket');
      return;
    }
    switch (message.type) {
      case 'ping':
        this.tell({ type: 'pong', at: message.at, now: this.#context.deps.clock.now().getTime() });
        break;
      case 'shown':
        if (!place.shown(this, message.offset)) this.#break('an offset that was never sent');
        break;
      case 'size':
        if (this.role !== 'operate') this.#break('a size of a watcher');
        else if (place instanceof LiveTerminal) place.resize(this, message.cols, message.rows);
        break;
    }
  }

  async #admit(opening: Opening): Promise<void> {
    this.#state = 'admitting';
    // What comes next has to wait for the ticket.
    this.#socket.pause();
    const admission = await redeemTicket(this.#context.deps, opening.ticket, this.#address);
    if (this.#isClosed()) return;
    if (!admission.ok) {
      const { refusal, why, about } = admission;
      const actor = { stranger: true, address: this.#address } as const;
      this.#limits.failed(this.#address, Date.now());
      this.#context.refusals.add({ actor, door: 'socket', why, about });
      this.#refuse(closeNameFor(refusal.reason), 'ticket refused');
      return;
    }
    const { actor, terminalId, purpose } = admission.value;
    if (!this.#limits.admit(this.#address, actor.personId)) {
      this.#context.refusals.add({ actor, door: 'socket', why: 'TOO_MANY', about: { terminalId } });
      this.#refuse('tooMany', 'too many sockets');
      return;
    }
    this.#actor = actor;
    this.#admitted = { actor, terminalId, purpose };
    // The ticket says what was right when it was given; rights are looked at again from time to time, but the first byte is too late.
    if (purpose === 'watch' && (await listWithdrawn(this.#context.deps, [this.#admitted])).length > 0) {
      this.withdraw();
      return;
    }
    this.role = purpose;
    this.page = opening.page;
    const place = await (purpose === 'operate'
      ? this.#terminals.operate(terminalId)
      : this.#terminals.watch(terminalId));
    if (this.#isClosed()) return;
    if (place === null || (place instanceof LiveTerminal && place.isOver)) {
      this.#refuse('moving', 'no place');
      return;
    }
    this.#place = place;
    this.#state = 'open';
    if (this.#patience) clearTimeout(this.#patience);
    this.#patience = null;
    place.attach(this, opening);
    if (purpose === 'watch') this.#watch(actor, place);
    this.#socket.resume();
  }

  /** Keeps the row of who is watching as long as the socket is here. */
  #watch(actor: Actor, place: Place): void {
    if (place.isEnded) return;
    const { deps, bridgeId } = this.#context;
    const started = recordWatched(deps, actor, bridgeId, place.terminal);
    this.#unwatch = () => {
      started
        .then((watchId) => recordUnwatched(deps, actor, watchId, place.terminal))
        .catch((error: unknown) => deps.log.error({ err: error }, 'the end of a watch was not written'));
    };
    // Nobody watches unseen.
    started.catch((error: unknown) => {
      deps.log.error({ err: error }, 'a watch could not be written');
      this.close('fault');
    });
  }

  #isClosed(): boolean {
    return this.#state === 'closed';
  }

  #refuse(name: CloseName, why: string): void {
    this.#say(why, {});
    // A paused socket would not hear the answer to the close frame.
    this.#socket.resume();
    this.close(name);
  }

  /** The person may not be here any longer. */
  withdraw(): void {
    this.#record('withdrawn');
    this.#refuse('notAllowed', 'the right to be here was withdrawn');
  }

  #break(why: string, name: CloseName = 'protocolBroken'): void {
    this.#record(name);
    this.#refuse(name, why);
  }

  /** What somebody who was let in is sent away for; of strangers the log tells. */
  #record(why: string): void {
    const { actor, terminalId } = this.#admitted ?? {};
    if (actor) this.#context.refusals.add({ actor, door: 'socket', why, about: { terminalId } });
  }

  #say(why: string, more: Record<string, unknown>): void {
    const { log } = this.#context.deps;
    log.warn({ address: this.#address, person: this.#actor?.personId, terminal: this.#place?.id, ...more }, why);
  }

  /** Leaves the terminal at once, whenever the other end gets round to closing. */
  #leave(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    if (this.#patience) clearTimeout(this.#patience);
    if (this.#place) this.#terminals.leave(this.#place, this);
    this.#unwatch?.();
    this.#limits.gone(this.#address, this.#actor?.personId ?? null);
    this.#whenGone(this);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
