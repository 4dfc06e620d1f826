import { Agents } from './agents';
import { MeasuredProcess } from './measured-process';
import { Page } from './page';
import type { Place, WaitingTerminal, World } from './world';

/** One line from page to agent, through the portal or through the bare relay. */
export type Line = { name: string; page: Page };

/** Agents here, a measured process in the middle, pages here. */
export class Stage {
  readonly agents: Agents;
  readonly process: MeasuredProcess;
  readonly isBare: boolean;
  readonly #place: Place | null;
  #opened = 0;
  #lastFault: string | null = null;
  readonly lines: Line[] = [];

  private constructor(agents: Agents, process: MeasuredProcess, place: Place | null) {
    this.agents = agents;
    this.process = process;
    this.isBare = place === null;
    this.#place = place;
  }

  /** The portal; with `isRecording` false its recordings stay in memory. */
  static async portal(world: World, isRecording = true): Promise<Stage> {
    const [agents, place] = await Promise.all([Agents.start(), world.place()]);
    const portal = await MeasuredProcess.start('portal-process.ts', {
      DATABASE_URL: place.url,
      AGENTS_URL: agents.url,
      BENCH_RECORDING: isRecording ? 'on' : 'off',
    });
    return new Stage(agents, portal, place);
  }

  static async bare(): Promise<Stage> {
    const agents = await Agents.start();
    return new Stage(agents, await MeasuredProcess.start('bare-relay-process.ts', { AGENTS_URL: agents.url }), null);
  }

  /** Opens this many more lines, a few at a time, each ready to carry. One that is not admitted in time is tried anew. */
  async open(count: number, atOnce = 8): Promise<Line[]> {
    const opened: Line[] = [];
    for (let tries = 0; opened.length < count; tries += 1) {
      if (tries > count) throw new Error(`lines do not open: ${this.#lastFault}`);
      const left = count - opened.length;
      const waiting: WaitingTerminal[] = [];
      for (let n = 0; n < Math.min(atOnce, left) && this.#place; n += 1) waiting.push(await this.#place.terminal());
      const names = waiting.length > 0 ? [] : Array.from({ length: Math.min(atOnce, left) }, () => this.#bareName());
      const { url } = this.process;
      const coming = await Promise.all([
        ...waiting.map(async (one) => ({ name: one.id, page: await Page.open(url, one.ticket, one.address) })),
        ...names.map(async (name) => ({ name, page: await Page.openBare(url, name) })),
      ]);
      this.#lastFault = coming.find(({ page }) => page.fault !== null)?.page.fault ?? this.#lastFault;
      opened.push(...coming.filter(({ page }) => page.fault === null));
    }
    this.lines.push(...opened);
    return opened;
  }

  async close(): Promise<void> {
    for (const { page } of this.lines) page.leave();
    await this.process.close();
    this.agents.close();
    await this.#place?.close();
  }

  #bareName(): string {
    this.#opened += 1;
    return `line-${this.#opened}`;
  }
}
