import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../lib/db/client';
import { aBastion, aGrant, anEnvironment, aPerson, aTarget, aTerminal } from '../lib/db/testing/rows';
import { runAsAdmin, startTestServer, urlOfDatabase } from '../lib/db/testing/server';
import { insertTicket } from '../lib/db/tickets';
import type { PersonId, SignInId, TerminalId } from '../lib/domain/ids';
import { startPostgres } from '../local/postgres/start-postgres';

/** The portal admits this many sockets of one person, and a little more of one address. */
const TERMINALS_PER_PERSON = 40;

/** A terminal that waits for its page, with everything the page needs to come in. */
export type WaitingTerminal = { id: TerminalId; ticket: string; address: string };

/** One Postgres as the product runs it, safe against power loss, with a fresh database for each measurement. */
export class World {
  readonly #adminUrl: string;
  readonly #template: string;
  readonly #close: () => Promise<void>;

  private constructor(adminUrl: string, template: string, close: () => Promise<void>) {
    this.#adminUrl = adminUrl;
    this.#template = template;
    this.#close = close;
  }

  static async start(): Promise<World> {
    const dataFolder = mkdtempSync(join(tmpdir(), 'postern-bench-'));
    const postgres = await startPostgres({ dataFolder, durable: true, log: () => undefined });
    const server = await startTestServer(postgres.url);
    return new World(postgres.url, server.template, async () => {
      await server.close();
      await postgres.close();
      rmSync(dataFolder, { recursive: true, force: true });
    });
  }

  /** An empty, migrated database with one running bastion. */
  async place(): Promise<Place> {
    const name = `postern_bench_${randomUUID().replaceAll('-', '')}`;
    await runAsAdmin(this.#adminUrl, `CREATE DATABASE ${name} TEMPLATE ${this.#template}`);
    return Place.make(urlOfDatabase(this.#adminUrl, name));
  }

  close(): Promise<void> {
    return this.#close();
  }
}

/** One measurement's rows. */
export class Place {
  readonly url: string;
  readonly #db: Database;
  readonly #environmentId: string;
  readonly #targetId: string;
  readonly #bastionId: string;
  #terminals = 0;
  #person: { personId: string; signInId: string; grantId: string } | null = null;

  private constructor(url: string, db: Database, ids: { environmentId: string; targetId: string; bastionId: string }) {
    this.url = url;
    this.#db = db;
    this.#environmentId = ids.environmentId;
    this.#targetId = ids.targetId;
    this.#bastionId = ids.bastionId;
  }

  static async make(url: string): Promise<Place> {
    const db = openDatabase(url, 4);
    const environmentId = await anEnvironment(db, { kind: 'development' });
    const targetId = await aTarget(db, { environmentId });
    const bastionId = await aBastion(db, { environmentId, status: 'running' });
    return new Place(url, db, { environmentId, targetId, bastionId });
  }

  /** A terminal as the page's action leaves it: opening, with a ticket nobody has used. */
  async terminal(): Promise<WaitingTerminal> {
    const at = new Date();
    const person = this.#terminals % TERMINALS_PER_PERSON === 0 ? await this.#aPerson(at) : this.#person;
    if (person === null) throw new Error('a terminal without a person');
    const address = `10.0.${Math.floor(this.#terminals / TERMINALS_PER_PERSON)}.1`;
    this.#terminals += 1;
    const id = await aTerminal(this.#db, {
      ...person,
      targetId: this.#targetId,
      environmentId: this.#environmentId,
      bastionId: this.#bastionId,
      createdAt: at,
    });
    const ticket = randomBytes(32).toString('base64url');
    await insertTicket(this.#db.prisma, {
      hash: createHash('sha256').update(ticket).digest(),
      terminalId: id,
      personId: person.personId as PersonId,
      signInId: person.signInId as SignInId,
      purpose: 'operate',
      createdAt: at,
      expiresAt: new Date(at.getTime() + 30_000),
    });
    return { id, ticket, address };
  }

  close(): Promise<void> {
    return this.#db.close();
  }

  async #aPerson(at: Date): Promise<{ personId: string; signInId: string; grantId: string }> {
    const { personId, signInId } = await aPerson(this.#db, { name: `Person ${randomUUID().slice(0, 4)}`, at });
    const startsAt = new Date(at.getTime() - 60_000);
    const grantId = await aGrant(this.#db, { personId, targetId: this.#targetId, startsAt });
    this.#person = { personId, signInId, grantId };
    return this.#person;
  }
}
