import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflateRawSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import pg from 'pg';
import type { FaultSettings, Side } from '../local/aws/faults';
import type { Inspection } from '../local/aws/steering';
import { type RunningWorld, startEverything } from '../local/world/start-everything';
import { type Line, openLine } from './line';
import { SignIn } from './screens/sign-in';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Quick, but not instant: each step of a launch can still be seen to come after the one before. */
const TIMINGS = {
  provisioningMs: 120,
  pendingMs: 120,
  agentMs: 120,
  deactivatingMs: 20,
  stoppingMs: 20,
  shellStartDelayMs: 100,
};

export type Row = Record<string, unknown>;

/** Everything a journey happens in: Postgres, identity provider, AWS and the built server, each reached as from outside. */
export class World {
  /** What lies between the browsers and the product. */
  readonly line: Line;
  readonly #running: RunningWorld;
  readonly #pool: pg.Pool;
  readonly #dataFolder: string;

  private constructor(running: RunningWorld, line: Line, dataFolder: string) {
    this.line = line;
    this.#running = running;
    this.#dataFolder = dataFolder;
    this.#pool = new pg.Pool({ connectionString: running.databaseUrl, max: 3 });
  }

  /** Starts all parts in a folder of its own; the pages must have been built. */
  static async start(): Promise<World> {
    const dataFolder = mkdtempSync(join(tmpdir(), 'postern-journeys-'));
    const line = await openLine();
    const running = await startEverything({
      root: ROOT,
      environment: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        HOST: '127.0.0.1',
        PORT: '0',
        POSTERN_URL: `http://127.0.0.1:${line.port}`,
        POSTERN_DATA: dataFolder,
        POSTERN_ENVIRONMENTS: join(ROOT, 'e2e', 'environments.json'),
      },
      log: () => {},
      durable: false,
      aws: { timings: TIMINGS },
    }).catch((error: unknown) => {
      rmSync(dataFolder, { recursive: true, force: true });
      throw error;
    });
    line.leadTo(running.port);
    return new World(running, line, dataFolder);
  }

  /** Where the product is, without a slash at its end. */
  get url(): string {
    return this.#running.url;
  }

  /** Signs a person in through the provider's own page and waits until the product has taken them in. */
  async signIn(page: Page, name: string): Promise<void> {
    // Every person here comes from one address, which would be a crowd at one door.
    await this.sql('DELETE FROM rate_windows');
    const door = new SignIn(page);
    await page.goto(`${this.url}/sign-in`);
    await door.continue();
    await door.choose(name);
    await page.waitForURL((url) => url.origin === this.url && !/^\/(sign-in|api)/.test(url.pathname));
  }

  /** Ends the server well, or starts it again after `killServer`; the port stays. */
  async restartServer(): Promise<void> {
    await this.#running.restartServer();
  }

  /** Ends the server with SIGKILL. Everything else, the shells included, lives on. */
  async killServer(): Promise<void> {
    await this.#running.killServer();
  }

  /** Adds to what goes wrong in the local AWS. */
  async faults(settings: FaultSettings): Promise<void> {
    await this.#steer('POST', '/_local/faults', settings);
  }

  /** Nothing goes wrong in the local AWS any longer. */
  async clearFaults(): Promise<void> {
    await this.#steer('DELETE', '/_local/faults');
  }

  /** Breaks the sockets of one session, or of all, on one side of the message gateway. */
  async cut(side: Side, sessionId?: string): Promise<void> {
    await this.#steer('POST', '/_local/cut', { side, sessionId });
  }

  /** The local AWS's tasks, sessions and calls. */
  async aws(): Promise<Inspection> {
    return (await this.#steer('GET', '/_local/state')) as Inspection;
  }

  /** Reads or changes the database as its administrator would. */
  async sql<One extends Row = Row>(text: string, values: unknown[] = []): Promise<One[]> {
    const { rows } = await this.#pool.query<One>(text, values);
    return rows;
  }

  /** Every byte that is on record for a terminal, in order; throws when they do not join without a gap. */
  async recordedBytes(terminalId: string): Promise<Buffer> {
    const chunks = await this.sql<{ start_offset: string; byte_length: number; codec: number; bytes: Buffer }>(
      'SELECT start_offset, byte_length, codec, bytes FROM recording_chunks WHERE terminal_id = $1 ORDER BY ordinal',
      [terminalId],
    );
    let end = 0;
    const parts = chunks.map(({ start_offset, byte_length, codec, bytes }) => {
      if (Number(start_offset) !== end) throw new Error(`The recording goes on at ${start_offset} instead of ${end}.`);
      const raw = codec === 0 ? bytes : inflateRawSync(bytes);
      if (raw.length !== byte_length) throw new Error(`The chunk at ${start_offset} does not have its length.`);
      end += byte_length;
      return raw;
    });
    return Buffer.concat(parts);
  }

  /** Leaves nothing of a journey open that the next could trip over. */
  async tidy(): Promise<void> {
    await this.clearFaults();
    await this.sql(
      `UPDATE terminals SET end_requested_at = now(), end_reason = 'bastionStopped'
       WHERE status <> 'ended' AND end_requested_at IS NULL`,
    );
    await this.sql(
      `UPDATE grants SET ends_at = greatest(now(), starts_at + interval '1 second') WHERE status = 'active'`,
    );
    await this.sql(`UPDATE access_requests SET status = 'withdrawn', settled_at = now() WHERE status = 'pending'`);
  }

  /** What the server has written so far. */
  serverLog(): string {
    return readFileSync(join(this.#running.logsFolder, 'server.log'), 'utf8');
  }

  async close(): Promise<void> {
    await this.#pool.end();
    await this.line.close();
    await this.#running.close();
    rmSync(this.#dataFolder, { recursive: true, force: true });
  }

  async #steer(method: string, path: string, body?: unknown): Promise<unknown> {
    const endpoint = this.#running.aws?.endpoint;
    if (!endpoint) throw new Error('This world has no local AWS.');
    const response = await fetch(new URL(path, endpoint), {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }
}
