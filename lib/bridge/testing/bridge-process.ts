// A bridge as a process of its own, so that a test can kill it. Prints its address, then carries terminals until it is ended.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openAwsClients } from '../../aws/clients';
import { cloudAgents } from '../../aws/cloud-agents';
import { cloudNodes } from '../../aws/cloud-nodes';
import { openDatabase } from '../../db/client';
import { openLog } from '../../log';
import { attachBridge, TERMINAL_PATH } from '../attach';
import { Bridge } from '../bridge';

const clock = { now: () => new Date() };
const db = openDatabase(process.env.DATABASE_URL ?? '', 5);
const log = openLog('silent');
const clients = openAwsClients();
const agents = cloudAgents(clients, clock);
const nodes = cloudNodes(clients);
const limits = { signInHours: 12, groupsMaxAgeMinutes: 720, requestLapseHours: 24, terminalsPerPerson: 100 };
const bridge = await Bridge.open({ db, agents, nodes, clock, newId: randomUUID, limits, log });
const server = createServer();
attachBridge(server, { bridge, origin: process.env.POSTERN_ORIGIN_FOR_TESTS ?? '', trustProxy: false });
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(`ws://127.0.0.1:${port}${TERMINAL_PATH}`);
});
process.on('SIGTERM', () => void bridge.drain().then(() => process.exit(0)));
