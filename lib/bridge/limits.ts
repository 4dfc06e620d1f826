import { networkOf } from '../domain/people/network';

/** Sockets of one address that have not shown a ticket yet. */
const WAITING_PER_ADDRESS = 20;
const SOCKETS_PER_ADDRESS = 400;
const SOCKETS_PER_PERSON = 60;
/** Tickets of one network that may be refused in a minute; an honest page shows each ticket once, right after it got it. */
const REFUSED_PER_MINUTE = 60;
const MINUTE_MS = 60_000;
/** Messages of one socket in a second; an honest page sends a few for each frame it shows. */
const MESSAGES_PER_SECOND = 2_000;

/** Counts the sockets of this process by where and whose they are; an IPv6 address counts with its network. */
export class SocketLimits {
  readonly #waiting = new Map<string, number>();
  readonly #addresses = new Map<string, number>();
  readonly #people = new Map<string, number>();
  #failures = new Map<string, number>();
  #failuresMinute = 0;

  /** A socket has come; false when its address has too many. Every true wants one `gone`. */
  come(address: string, nowMs: number): boolean {
    const network = networkOf(address);
    const waiting = this.#waiting.get(network) ?? 0;
    const all = this.#addresses.get(network) ?? 0;
    if (waiting >= WAITING_PER_ADDRESS || all >= SOCKETS_PER_ADDRESS) return false;
    if ((this.#failuresOf(nowMs).get(network) ?? 0) >= REFUSED_PER_MINUTE) return false;
    this.#waiting.set(network, waiting + 1);
    this.#addresses.set(network, all + 1);
    return true;
  }

  /** Its ticket was refused: whoever goes on trying is not listened to for the rest of the minute. */
  failed(address: string, nowMs: number): void {
    const failures = this.#failuresOf(nowMs);
    const network = networkOf(address);
    failures.set(network, (failures.get(network) ?? 0) + 1);
  }

  /** Its person is known; false when the person has too many. */
  admit(address: string, personId: string): boolean {
    const count = this.#people.get(personId) ?? 0;
    if (count >= SOCKETS_PER_PERSON) return false;
    lower(this.#waiting, networkOf(address));
    this.#people.set(personId, count + 1);
    return true;
  }

  /** The socket has gone; `personId` when it was admitted. */
  gone(address: string, personId: string | null): void {
    const network = networkOf(address);
    lower(this.#addresses, network);
    if (personId === null) lower(this.#waiting, network);
    else lower(this.#people, personId);
  }

  /** Those of the present minute; what was before is forgotten as a whole. */
  #failuresOf(nowMs: number): Map<string, number> {
    const minute = Math.floor(nowMs / MINUTE_MS);
    if (minute !== this.#failuresMinute) this.#failures = new Map();
    this.#failuresMinute = minute;
    return this.#failures;
  }
}

/** Counts the messages of one socket without a timer. */
export class MessageRate {
  #second = 0;
  #count = 0;

  /** False when this message is one too many. */
  allows(nowMs: number): boolean {
    const second = Math.floor(nowMs / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#count = 0;
    }
    this.#count += 1;
    return this.#count <= MESSAGES_PER_SECOND;
  }
}

function lower(counts: Map<string, number>, key: string): void {
  const count = counts.get(key) ?? 0;
  if (count <= 1) counts.delete(key);
  else counts.set(key, count - 1);
}
