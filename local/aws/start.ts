import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { dialWithin } from './agent/dial';
import { TaskProcesses } from './agent/task-processes';
import { answer } from './answer';
import { Faults } from './faults';
import { authenticateAgent } from './message-gateway/create-channel';
import { Gateway } from './message-gateway/gateway';
import { Principals } from './principals';
import { type Seeds, seed } from './seed';
import { livelyTimings, type Timings } from './settings';
import { endSession } from './ssm/session';
import { type Inspection, inspect } from './steering';
import { Timers } from './timers';
import { ServiceError } from './wire/service-error';
import { Worlds } from './worlds';

const accessKeyId = 'AKIALOCALPOSTERN0001';

export interface LocalAwsOptions extends Seeds {
  /** 0 or absent lets the system pick one. */
  port?: number;
  /** Holds the access key and the tasks' folders; made when missing. */
  dataFolder: string;
  region?: string;
  /** Further regions that answer; each account has a world of its own in each of them. */
  regions?: string[];
  accountId?: string;
  timings?: Partial<Timings>;
  /** Hosts that port sessions reach besides this machine's own ports, e.g. {"orders-db.internal:5432": "127.0.0.1:55432"}. */
  hosts?: Record<string, string>;
  /** Serves the same behind TLS as well: a certificate and key in PEM, and a port (0 or absent lets the system pick one). */
  tls?: { cert: string; key: string; port?: number };
  /** False runs tasks without bubblewrap even where it works; absent uses it when it does. */
  isolate?: boolean;
  log?: (line: string) => void;
}

export interface LocalAws {
  /** `http://127.0.0.1:<port>`, the AWS_ENDPOINT_URL. */
  endpoint: string;
  /** The same behind TLS, where that was asked for. */
  secureEndpoint: string | undefined;
  /** Ordinary AWS configuration that leads an SDK here. */
  environment: Record<string, string>;
  faults: Faults;
  /** Tasks, sessions and calls so far. */
  inspect(): Inspection;
  /** Ends every task and session and frees the port. */
  close(): Promise<void>;
}

/** Starts a small AWS on loopback: ECS, Systems Manager, STS, the message gateway, and agents with real shells. */
export async function startLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const log = options.log ?? (() => undefined);
  const region = options.region ?? 'ap-northeast-1';
  const accountId = options.accountId ?? '111122223333';
  mkdirSync(options.dataFolder, { recursive: true });

  const timers = new Timers();
  const timings: Timings = { ...livelyTimings, ...options.timings };
  const now = () => Date.now();
  const faults: Faults = new Faults((side, sessionId) => gateway.cut(side, sessionId));
  const gateway = new Gateway({
    timers,
    timings,
    faults,
    now,
    log,
    mayControl: (request, nodeId) => mayControl(worlds, request, nodeId),
  });
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    answer(worlds, request, response).catch((error: unknown) => {
      log(`request failed: ${error instanceof Error ? error.message : String(error)}`);
      response.destroy();
    });
  };
  const server = createServer(onRequest);
  // The same behind TLS, for agents and tools that insist on it.
  const secure = options.tls && createSecureServer({ cert: options.tls.cert, key: options.tls.key }, onRequest);
  for (const each of [server, secure]) {
    each?.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      gateway.handleUpgrade(request, socket, head),
    );
  }
  const address = `127.0.0.1:${await listen(server, options.port ?? 0)}`;
  const securePort = secure && (await listen(secure, options.tls?.port ?? 0));
  // Not before the port is ours: started twice by mistake, the second one must not take the first one's shells their home.
  const processes = new TaskProcesses(join(options.dataFolder, 'tasks'), options.isolate ?? true, log);

  const worlds = new Worlds(
    {
      address,
      timings,
      faults,
      principals: new Principals(),
      timers,
      gateway,
      processes,
      dial: dialWithin(options.hosts ?? {}),
      agents: new Map(),
      calls: [],
      now,
      log,
    },
    [region, ...(options.regions ?? [])],
  );
  const world = worlds.of(accountId, region);
  gateway.control.onTaskComplete = ({ nodeId, sessionId, failed, output }) => {
    for (const each of worlds.all()) {
      const session = each.sessions.get(sessionId);
      if (session?.externalNode === nodeId) endSession(each, session, output, failed ? 'Failed' : 'Terminated');
    }
  };
  const secretAccessKey = keptSecret(join(options.dataFolder, 'secret-access-key'));
  seed(world, options, { accessKeyId, secretAccessKey });

  return {
    endpoint: `http://${address}`,
    secureEndpoint: securePort === undefined ? undefined : `https://127.0.0.1:${securePort}`,
    environment: {
      AWS_ENDPOINT_URL: `http://${address}`,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      // A token of the machine's own account would not fit this key.
      AWS_SESSION_TOKEN: '',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    faults,
    inspect: () => inspect(worlds),
    close: async () => {
      timers.clear();
      for (const agent of [...world.agents.values()]) agent.cancel();
      timers.clear();
      gateway.closeAll();
      await world.processes.close();
      for (const each of [server, secure]) {
        each?.closeAllConnections();
        await new Promise<void>((resolve) => (each ? each.close(() => resolve()) : resolve()));
      }
    },
  };
}

/** Listens on loopback; gives the port. */
async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Whether a signed upgrade comes from somebody who may speak for a node. */
function mayControl(worlds: Worlds, request: IncomingMessage, nodeId: string): boolean {
  try {
    const { principal, world } = authenticateAgent(worlds, request, Buffer.alloc(0));
    return world.nodes.has(nodeId) && (principal.nodeId ?? nodeId) === nodeId;
  } catch (error) {
    if (error instanceof ServiceError) return false;
    throw error;
  }
}

/** The secret of this AWS's one long-lived key: made once, kept between runs, readable by its owner only. */
function keptSecret(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const secret = randomBytes(30).toString('base64');
  writeFileSync(file, `${secret}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return secret;
}
