import type { CountableRefusal } from '../use-cases/audit/count-refusal';
import { countRefusal } from '../use-cases/audit/count-refusal';
import type { Deps } from '../use-cases/deps';

/** Refusals are put on record this long after they happened, so that a flood costs a row for each kind and not for each socket. */
const TELL_EVERY_MS = 1_000;
/** Kinds of refusal held apart in one turn; strangers beyond that are told together. */
const MOST_KINDS = 100;

/** What sockets of this process were refused, gathered until the next turn. */
export class Refusals {
  readonly #deps: Pick<Deps, 'db' | 'clock' | 'log'>;
  #gathered = new Map<string, CountableRefusal & { times: number }>();
  #timer: NodeJS.Timeout | null = null;
  #telling: Promise<void> = Promise.resolve();

  constructor(deps: Pick<Deps, 'db' | 'clock' | 'log'>) {
    this.#deps = deps;
  }

  /** A socket was turned away. */
  add(refused: Omit<CountableRefusal, 'times'>): void {
    const { door, why, actor } = refused;
    const isStranger = 'stranger' in actor;
    let told = refused;
    let key = `${door} ${why} ${isStranger ? actor.address : actor.personId}`;
    if (isStranger && this.#gathered.size >= MOST_KINDS && !this.#gathered.has(key)) {
      told = { door, why, actor: { stranger: true, address: null } };
      key = `${door} ${why}`;
    }
    const known = this.#gathered.get(key);
    this.#gathered.set(key, { ...told, ...known, times: (known?.times ?? 0) + 1 });
    this.#timer ??= setTimeout(() => void this.tell(), TELL_EVERY_MS);
  }

  /** Writes down what was gathered; never throws, since what could not be written is in the log already. */
  tell(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const gathered = [...this.#gathered.values()];
    this.#gathered = new Map();
    this.#telling = this.#telling.then(() => this.#write(gathered));
    return this.#telling;
  }

  async #write(gathered: readonly CountableRefusal[]): Promise<void> {
    for (const refused of gathered) {
      try {
        await countRefusal(this.#deps, refused);
      } catch (error) {
        const { door, why, times } = refused;
        this.#deps.log.error({ err: error, door, why, times }, 'refusals are not on record');
      }
    }
  }
}
