/** Sockets of one address that have not shown a ticket yet. */
const WAITING_PER_ADDRESS = 20;
const SOCKETS_PER_ADDRESS = 400;
const SOCKETS_PER_PERSON = 60;
/** Messages of one socket in a second; an honest page sends a few for each frame it shows. */
const MESSAGES_PER_SECOND = 2_000;

/** Counts the sockets of this process by where and whose they are. */
export class SocketLimits {
  readonly #waiting = new Map<string, number>();
  readonly #addresses = new Map<string, number>();
  readonly #people = new Map<string, number>();

  /** A socket has come; false when its address has too many. Every true wants one `gone`. */
  come(address: string): boolean {
    const waiting = this.#waiting.get(address) ?? 0;
    const all = this.#addresses.get(address) ?? 0;
    if (waiting >= WAITING_PER_ADDRESS || all >= SOCKETS_PER_ADDRESS) return false;
    this.#waiting.set(address, waiting + 1);
    this.#addresses.set(address, all + 1);
    return true;
  }

  /** Its person is known; false when the person has too many. */
  admit(address: string, personId: string): boolean {
    const count = this.#people.get(personId) ?? 0;
    if (count >= SOCKETS_PER_PERSON) return false;
    lower(this.#waiting, address);
    this.#people.set(personId, count + 1);
    return true;
  }

  /** The socket has gone; `personId` when it was admitted. */
  gone(address: string, personId: string | null): void {
    lower(this.#addresses, address);
    if (personId === null) lower(this.#waiting, address);
    else lower(this.#people, personId);
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
