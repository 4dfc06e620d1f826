import type { TerminalId } from '../domain/ids';
import type { Changes } from '../use-cases/bridges/register';
import { beat } from '../use-cases/bridges/register';
import { getRecordingEnd, listRecordingEnds } from '../use-cases/recordings/read-range';
import { adopt, claim, getCarried, listAskedToEnd, readStandings } from '../use-cases/terminals/carry';
import { recordAdopted } from '../use-cases/terminals/record-life';
import type { Attachment } from './audience';
import type { BridgeContext } from './context';
import { Gathering } from './gathering';
import { RemoteTerminal } from './remote-terminal';
import { LiveTerminal } from './terminal';

/** Own clocks are looked at this often, and recordings of terminals that others carry. */
const TURN_MS = 250;
/** In turns: people's decisions are asked for, waiting terminals look at their bastion. */
const ASK_EVERY = 2;
/** In turns: the heartbeat, and the search for terminals whose bridge is gone. */
const BEAT_EVERY = 4;
/** In turns: everything is read anew, in case a nudge was missed. */
const READ_ALL_EVERY = 8;
/** In turns: agents are asked for a sign of life. */
const PING_EVERY = 100;
/** In turns: how many terminals are open here is logged, once a minute; the number of bridges follows it (infra/portal/add-scaling.ts). */
const COUNT_EVERY = 240;
/** Many rows changing at once are read once. */
const GATHER_CHANGES_MS = 50;
/** Terminals asked about in one statement. */
const STANDINGS_AT_ONCE = 500;

/** Where a browser socket ends up: a terminal this process carries, or one it only shows. */
export type Place = LiveTerminal | RemoteTerminal;

/** This process's terminals: claims them, adopts those of dead bridges, and hears what people and rows decide about them. */
export class LiveTerminals {
  readonly #context: BridgeContext;
  readonly #terminals = new Map<TerminalId, LiveTerminal>();
  readonly #remotes = new Map<TerminalId, RemoteTerminal>();
  readonly #coming = new Map<TerminalId, Promise<LiveTerminal | null>>();
  readonly #stopListening: (() => void)[];
  #turn = 0;
  #turns: NodeJS.Timeout | null;
  #isDraining = false;
  #isGathering = false;
  readonly #busy = new Set<string>();
  /** Terminals whose rows changed and are to be read. */
  readonly #changed: Gathering<TerminalId>;

  constructor(context: BridgeContext, changes: Changes) {
    this.#context = context;
    this.#changed = new Gathering(
      (ids) => this.#readStandings(ids),
      (error) => context.deps.log.warn({ err: error }, 'the rows could not be read'),
    );
    this.#stopListening = [
      changes.listen(({ table, id }) => this.#heard(table, id)),
      changes.onGap(() => this.#readAllSoon()),
    ];
    this.#turns = setInterval(() => this.#nextTurn(), TURN_MS);
    this.#adoptSoon();
  }

  get count(): number {
    return this.#terminals.size;
  }

  /** Whether this process carries the terminal. */
  carries(id: TerminalId): boolean {
    return this.#carriedHere(id) !== null;
  }

  /** The place for an operator's socket: claims the terminal when this process does not carry it yet. Null when there is none. */
  async operate(id: TerminalId): Promise<Place | null> {
    if (this.#isDraining) return null;
    const here = this.#carriedHere(id);
    // One that is just ending here is not claimed anew: the browser comes back and reads its end.
    if (here || this.#terminals.has(id)) return here;
    const terminal = await this.#bring(id, async () => claim(this.#context.deps, this.#context.bridgeId, id));
    return terminal ?? this.#remote(id);
  }

  /** The place for a watcher's socket: wherever the terminal is carried. Null when there is none. */
  async watch(id: TerminalId): Promise<Place | null> {
    return this.#carriedHere(id) ?? this.#remote(id);
  }

  /** Sends a socket away from a place; one that nobody looks at any longer is forgotten. */
  leave(place: Place, attachment: Attachment): void {
    place.detach(attachment);
    if (place instanceof RemoteTerminal && place.isUnseen && this.#remotes.get(place.id) === place) {
      this.#remotes.delete(place.id);
    }
  }

  /** Carries nothing any longer: what was shown becomes durable and everybody is sent elsewhere. */
  async drain(withinMs: number): Promise<void> {
    this.#isDraining = true;
    if (this.#turns) clearInterval(this.#turns);
    this.#turns = null;
    for (const stop of this.#stopListening) stop();
    await Promise.all([...this.#coming.values()].map((coming) => coming.catch(() => null)));
    await Promise.all([...this.#terminals.values()].map((terminal) => terminal.drain(withinMs)));
    for (const remote of this.#remotes.values()) remote.closeAll('moving');
  }

  #carriedHere(id: TerminalId): LiveTerminal | null {
    const terminal = this.#terminals.get(id);
    return terminal && !terminal.isOver ? terminal : null;
  }

  async #remote(id: TerminalId): Promise<RemoteTerminal | null> {
    const known = this.#remotes.get(id);
    if (known && !known.isEnded) return known;
    const found = await RemoteTerminal.find(this.#context, id);
    // One that has ended is read to its end by this socket alone; nothing will change it.
    if (found && !found.isEnded) {
      const other = this.#remotes.get(id);
      if (other && !other.isEnded) return other;
      this.#remotes.set(id, found);
    }
    return found;
  }

  /** Builds the terminal once, however many sockets ask for it at the same time. */
  #bring(id: TerminalId, take: () => Promise<bigint | null>): Promise<LiveTerminal | null> {
    const coming = this.#coming.get(id) ?? this.#build(id, take).finally(() => this.#coming.delete(id));
    this.#coming.set(id, coming);
    return coming;
  }

  async #build(id: TerminalId, take: () => Promise<bigint | null>): Promise<LiveTerminal | null> {
    const { deps, bridgeId } = this.#context;
    const firstInput = await take();
    if (firstInput === null) return null;
    // Only after the claim: from there on nobody else can make the recording longer.
    const [carried, end, [standing]] = await Promise.all([
      getCarried(deps, id),
      getRecordingEnd(deps, id),
      readStandings(deps, bridgeId, [id]),
    ]);
    if (!carried || !standing?.mine || this.#isDraining) return null;
    this.#terminals.get(id)?.fence();
    const terminal = new LiveTerminal({
      context: this.#context,
      carried,
      holder: { gone: (gone) => this.#gone(gone) },
      firstInput,
      end,
      standing,
    });
    this.#terminals.set(id, terminal);
    this.#remotes.get(id)?.closeAll('moving');
    this.#remotes.delete(id);
    if (carried.terminal.status === 'live') {
      await recordAdopted(deps, carried.terminal, end?.endOffset ?? 0).catch((error: unknown) => {
        terminal.fence();
        throw error;
      });
    }
    terminal.begin(end, firstInput).catch((error: unknown) => {
      deps.log.error({ err: error, terminal: id }, 'a terminal could not begin');
      terminal.fence();
    });
    return terminal;
  }

  #gone(terminal: LiveTerminal): void {
    if (this.#terminals.get(terminal.id) === terminal) this.#terminals.delete(terminal.id);
  }

  #nextTurn(): void {
    this.#turn += 1;
    for (const terminal of this.#terminals.values()) terminal.check();
    if (this.#remotes.size > 0) this.#alone('remotes', () => this.#followRemotes());
    if (this.#turn % ASK_EVERY === 0) this.#alone('ask', () => this.#askRows());
    if (this.#turn % BEAT_EVERY === 0) this.#alone('beat', () => this.#beatAndAdopt());
    if (this.#turn % READ_ALL_EVERY === 0) this.#alone('all', () => this.#readStandings([...this.#terminals.keys()]));
    if (this.#turn % PING_EVERY === 0) for (const terminal of this.#terminals.values()) terminal.checkAlive();
    if (this.#turn % COUNT_EVERY === 1)
      this.#context.deps.log.info({ openTerminals: this.count }, 'terminals open here');
  }

  /** Work that is under way is not begun a second time: a slow database makes turns rarer, not more. */
  #alone(name: string, work: () => Promise<void>): void {
    if (this.#busy.has(name)) return;
    this.#busy.add(name);
    work()
      .catch((error: unknown) => this.#context.deps.log.warn({ err: error, work: name }, 'the rows could not be read'))
      .finally(() => this.#busy.delete(name));
  }

  async #askRows(): Promise<void> {
    const { deps, bridgeId } = this.#context;
    for (const terminal of this.#terminals.values()) this.#look(terminal);
    await this.#readStandings(await listAskedToEnd(deps, bridgeId));
  }

  async #beatAndAdopt(): Promise<void> {
    const { deps, bridgeId } = this.#context;
    if (!(await beat(deps, bridgeId))) {
      // Somebody declared us gone: what we carry is theirs.
      for (const terminal of [...this.#terminals.values()]) terminal.fence();
      return;
    }
    if (this.#isDraining) return;
    const adopted = await adopt(deps, bridgeId);
    await Promise.all(adopted.map(({ id, firstInput }) => this.#bring(id, async () => firstInput)));
  }

  #adoptSoon(): void {
    this.#alone('beat', () => this.#beatAndAdopt());
  }

  async #followRemotes(): Promise<void> {
    const ids = [...this.#remotes.keys()];
    const ends = await listRecordingEnds(this.#context.deps, ids);
    for (const [id, end] of ends) this.#remotes.get(id as TerminalId)?.grown(end);
    if (this.#turn % BEAT_EVERY === 0) {
      await Promise.all([...this.#remotes.values()].map((remote) => remote.refresh()));
    }
  }

  async #readStandings(ids: readonly TerminalId[]): Promise<void> {
    const { deps, bridgeId } = this.#context;
    for (let from = 0; from < ids.length; from += STANDINGS_AT_ONCE) {
      const standings = await readStandings(deps, bridgeId, ids.slice(from, from + STANDINGS_AT_ONCE));
      for (const standing of standings) this.#terminals.get(standing.terminalId as TerminalId)?.stand(standing);
    }
  }

  #heard(table: string, id: string): void {
    switch (table) {
      case 'terminals':
        if (this.#terminals.has(id as TerminalId)) this.#changed.add(id as TerminalId);
        this.#remotes
          .get(id as TerminalId)
          ?.refresh()
          .catch(() => undefined);
        break;
      case 'recording_chunks':
        if (this.#remotes.has(id as TerminalId)) this.#alone('remotes', () => this.#followRemotes());
        break;
      case 'bastions':
        for (const terminal of this.#terminals.values()) {
          if (!terminal.uses(id)) continue;
          this.#look(terminal);
          this.#changed.add(terminal.id);
        }
        break;
      case 'grants':
      case 'sign_ins':
      case 'watches':
        this.#readAllSoon();
        break;
      default:
        break;
    }
  }

  #look(terminal: LiveTerminal): void {
    terminal.look().catch((error: unknown) => {
      this.#context.deps.log.warn({ err: error, terminal: terminal.id }, 'a waiting terminal could not look');
    });
  }

  #readAllSoon(): void {
    if (this.#isGathering || this.#terminals.size === 0) return;
    this.#isGathering = true;
    setTimeout(() => {
      this.#isGathering = false;
      this.#readStandings([...this.#terminals.keys()]).catch((error: unknown) => {
        this.#context.deps.log.warn({ err: error }, 'the rows could not be read');
      });
    }, GATHER_CHANGES_MS);
  }
}
