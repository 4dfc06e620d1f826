import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { attachBridge, TERMINAL_PATH } from '../lib/bridge/attach';
import { Bridge } from '../lib/bridge/bridge';
import { openDatabase } from '../lib/db/client';
import { openLog } from '../lib/log';
import type { Deps } from '../lib/use-cases/deps';
import { beMeasured } from './measured-process';
import { rememberRecordings } from './no-recording';
import { PORTAL_ORIGIN } from './page';

/** The product's bridge as server.ts wires it, with agents of this bench at the other end. */
const { DATABASE_URL = '', AGENTS_URL = '', BENCH_RECORDING = 'on', BENCH_LOG = 'error' } = process.env;
const database = openDatabase(DATABASE_URL, 10);
const db = BENCH_RECORDING === 'on' ? database : rememberRecordings(database);
const deps: Pick<Deps, 'db' | 'agents' | 'nodes' | 'clock' | 'newId' | 'limits' | 'log'> = {
  db,
  agents: {
    async start(_environment, _place, who) {
      const streamUrl = `${AGENTS_URL}/terminal/${who.terminalId}`;
      return { sessionId: `postern-${who.terminalId}`, streamUrl, token: 'token', assumedRole: null };
    },
    async resume() {
      return { token: 'token' };
    },
    async list() {
      return [];
    },
    async createDataKey() {
      throw new Error('the sessions of this bench are not encrypted');
    },
    async recoverDataKey() {
      throw new Error('the sessions of this bench are not encrypted');
    },
    async end() {},
  },
  nodes: {
    async list() {
      return [];
    },
    async lastHeard() {
      return null;
    },
    async isConnected() {
      return false;
    },
  },
  clock: { now: () => new Date() },
  newId: randomUUID,
  limits: { signInHours: 12, groupsMaxAgeMinutes: 720, requestLapseHours: 24, terminalsPerPerson: 10_000 },
  log: openLog(BENCH_LOG),
};
const bridge = await Bridge.open(deps);
const server = createServer();
// Behind a proxy, so that the pages of one machine count as those of many.
const detach = attachBridge(server, { bridge, origin: PORTAL_ORIGIN, trustProxy: true });
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;
beMeasured(`ws://127.0.0.1:${port}${TERMINAL_PATH}`, async () => {
  await bridge.drain();
  detach();
  server.closeAllConnections();
  server.close();
  await database.close();
});
