import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { following } from '@/lib/jobs/following';
import type { Seeds } from '../../../local/aws/seed';
import type { Timings } from '../../../local/aws/settings';
import type { SeededNode } from '../../../local/aws/ssm/nodes/seed-node';
import { startTestCloud, type TestCloud } from '../../aws/testing/cloud';
import { type Database, openDatabase } from '../../db/client';
import { testDatabase } from '../../db/testing/database';
import { aGrant, anEnvironment, aPerson, aPolicyVersion, aTarget } from '../../db/testing/rows';
import type { BastionId, GrantId, TargetId, TerminalId } from '../../domain/ids';
import type { Actor } from '../../domain/people/actor';
import { SHELL_DOCUMENT } from '../../domain/targets/target';
import { openLog } from '../../log';
import { readPolicyFolder } from '../../policy/read-folder';
import { launchBastion } from '../../use-cases/bastions/launch';
import type { Deps } from '../../use-cases/deps';
import { getRecordingEnd } from '../../use-cases/recordings/read-range';
import { mintTicket } from '../../use-cases/terminals/mint-ticket';
import { openTerminal } from '../../use-cases/terminals/open';
import { attachBridge, TERMINAL_PATH } from '../attach';
import { Bridge } from '../bridge';
import { Browser } from './browser';

/** The origin that every bridge of a world accepts. */
export const ORIGIN = 'http://portal.test';

export type RunningBridge = { bridge: Bridge; server: Server; url: string; close(): Promise<void> };

/** Postgres, a small AWS, policies, one operator with an open grant: everything a bridge needs, and as many bridges as a test wants. */
export class World {
  readonly bridges: RunningBridge[] = [];
  readonly browsers: Browser[] = [];
  readonly logged: string[] = [];
  readonly #children: (() => Promise<void>)[] = [];

  private constructor(
    readonly deps: Deps,
    readonly cloud: TestCloud,
    readonly operator: Actor,
    readonly administrator: Actor,
    readonly targetId: TargetId,
    public grantId: GrantId,
    private readonly drop: () => Promise<void>,
    logged: string[],
  ) {
    this.logged = logged;
  }

  static async start(
    o: {
      timings?: Partial<Timings>;
      environment?: Parameters<typeof anEnvironment>[1];
      /** A node of the local AWS that is the target, in place of something behind a bastion. */
      node?: SeededNode;
      /** The node is one that was found by these tags; otherwise the file names it. */
      found?: Readonly<Record<string, string[]>>;
      way?: { document: string; parameters?: Record<string, string[]> };
      /** What else the local AWS has. */
      seeds?: Seeds;
    } = {},
  ): Promise<World> {
    const database = await testDatabase();
    const db: Database = openDatabase(database.url, 10);
    const cloud = await startTestCloud(o.timings, { ...o.seeds, ...(o.node ? { nodes: [o.node] } : {}) });
    const logged: string[] = [];
    const log = openLog('debug', { write: (line) => logged.push(line) });
    const deps: Deps = {
      db,
      bastions: cloud.bastions,
      agents: cloud.agents,
      nodes: cloud.nodes,
      jobs: {
        launchBastion: async (id) => void launchBastion(deps, id as BastionId, following(20)).catch(() => undefined),
        stopBastion: async () => undefined,
      },
      clock: { now: () => new Date() },
      newId: randomUUID,
      limits: { signInHours: 12, groupsMaxAgeMinutes: 720, requestLapseHours: 24, terminalsPerPerson: 100 },
      log,
    };
    await aPolicyVersion(db, await readPolicyFolder('lib/policy/default'));
    const at = new Date(Date.now() - 60_000);
    const operator = await aPerson(db, { groups: ['developers'], at });
    const administrator = await aPerson(db, { name: 'Ada Adler', groups: ['administrators'], at });
    const environmentId = await anEnvironment(db, { accountId: '441022079313', kind: 'development', ...o.environment });
    if (o.found) {
      const nodes = { tags: o.found, document: SHELL_DOCUMENT };
      await db.prisma.environment.update({ where: { id: environmentId }, data: { nodes } });
    }
    const found = o.node && o.found ? { key: o.node.id, tags: o.node.tags ?? {}, discovered: true } : {};
    const target = o.node
      ? { kind: 'node' as const, nodeId: o.node.id, command: '', document: SHELL_DOCUMENT, ...found, ...o.way }
      : { command: 'bash --norc --noediting' };
    const targetId = await aTarget(db, { environmentId, ...target });
    const grantId = await aGrant(db, { personId: operator.personId, targetId, startsAt: at });
    return new World(deps, cloud, operator, administrator, targetId, grantId, database.close, logged);
  }

  async openBridge(): Promise<RunningBridge> {
    const bridge = await Bridge.open(this.deps);
    const server = createServer();
    const detach = attachBridge(server, { bridge, origin: ORIGIN, trustProxy: false });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const running = {
      bridge,
      server,
      url: `ws://127.0.0.1:${port}${TERMINAL_PATH}`,
      close: async () => {
        await bridge.drain();
        detach();
        server.closeAllConnections();
        await new Promise<void>((resolve) => server.close(() => resolve()));
        this.bridges.splice(this.bridges.indexOf(running), 1);
      },
    };
    this.bridges.push(running);
    return running;
  }

  /** Opens a terminal as the page's action does. */
  async openTerminal(): Promise<TerminalId> {
    const opened = await openTerminal(this.deps, this.operator, { targetId: this.targetId, cols: 80, rows: 24 });
    if (!opened.ok) throw new Error(`not opened: ${opened.refusal.reason}`);
    return opened.value.terminalId;
  }

  /** Resolves when a terminal's output is durable up to an offset. */
  async recorded(terminalId: TerminalId, offset: number): Promise<void> {
    await vi.waitFor(
      async () => {
        const end = await getRecordingEnd(this.deps, terminalId);
        if ((end?.endOffset ?? 0) < offset) throw new Error(`recorded ${end?.endOffset} of ${offset}`);
      },
      { timeout: 30_000, interval: 20 },
    );
  }

  /** Starts a bridge as a process of its own, which can be killed. */
  async spawnBridge(): Promise<{ url: string; kill(signal: NodeJS.Signals): Promise<void> }> {
    const script = fileURLToPath(new URL('./bridge-process.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', script], {
      env: { ...process.env, DATABASE_URL: this.deps.db.url, POSTERN_ORIGIN_FOR_TESTS: ORIGIN },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (line: Buffer) => resolve(line.toString().trim()));
      child.once('exit', () => reject(new Error('the bridge process ended at once')));
    });
    const kill = async (signal: NodeJS.Signals) => {
      child.kill(signal);
      await ended;
    };
    this.#children.push(() => kill('SIGKILL'));
    return { url, kill };
  }

  /** Opens access again after a test has taken it away. */
  async grantAnew(): Promise<void> {
    const { personId } = this.operator;
    this.grantId = await aGrant(this.deps.db, { personId, targetId: this.targetId, startsAt: new Date() });
  }

  async ticket(
    terminalId: TerminalId,
    actor = this.operator,
    purpose: 'operate' | 'watch' = actor === this.operator ? 'operate' : 'watch',
  ): Promise<string> {
    const minted = await mintTicket(this.deps, actor, { terminalId, purpose });
    if (!minted.ok) throw new Error(`no ticket: ${minted.refusal.reason}`);
    return minted.value.ticket;
  }

  /** A page at a terminal, not connected yet. */
  browser(terminalId: TerminalId, actor = this.operator): Browser {
    const browser = new Browser(() => this.ticket(terminalId, actor), ORIGIN);
    this.browsers.push(browser);
    return browser;
  }

  /** A page that operates a terminal of its own whose shell has shown its prompt. */
  async shell(at: RunningBridge): Promise<{ terminalId: TerminalId; browser: Browser }> {
    const terminalId = await this.openTerminal();
    const browser = this.browser(terminalId);
    await browser.connect(at.url);
    await browser.type("stty -echo; PS1=''; printf 'rea%s\\n' dy\n");
    await browser.see('ready\r\n');
    return { terminalId, browser };
  }

  async close(): Promise<void> {
    for (const browser of this.browsers) browser.leave();
    await Promise.all(this.#children.map((kill) => kill()));
    await Promise.all([...this.bridges].map((running) => running.close()));
    await this.cloud.close();
    await this.deps.db.close();
    await this.drop();
  }
}
