import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { dialWithin } from './agent/dial';
import { TaskProcesses } from './agent/task-processes';
import { newCluster } from './ecs/cluster';
import { addTaskDefinition } from './ecs/task-definition';
import { Faults } from './faults';
import { newKey } from './kms/key';
import { answerCreateChannel, authenticateAgent, isCreateChannel } from './message-gateway/create-channel';
import { Gateway } from './message-gateway/gateway';
import { Principals } from './principals';
import { type Answer, answerServiceCall } from './services';
import { livelyTimings, type Timings } from './settings';
import { type SeededNode, seedNode } from './ssm/nodes/seed-node';
import { endSession } from './ssm/session';
import { answerSteering, type Inspection, inspect, isSteering } from './steering';
import { Timers } from './timers';
import { ServiceError } from './wire/service-error';
import type { World } from './world';
import { Worlds } from './worlds';

const maxBodyBytes = 1024 * 1024;
const accessKeyId = 'AKIALOCALPOSTERN0001';

export interface LocalAwsOptions {
  /** 0 or absent lets the system pick one. */
  port?: number;
  /** Holds the access key and the tasks' folders; made when missing. */
  dataFolder: string;
  region?: string;
  /** Further regions that answer; each account has a world of its own in each of them. */
  regions?: string[];
  accountId?: string;
  timings?: Partial<Timings>;
  /** The clusters that exist at the start; one with a key has its ECS Exec sessions encrypted with it. */
  clusters?: (string | { name: string; kmsKeyId: string })[];
  /** KMS keys that exist at the start, by id. Like everything else but the access key they are new after a restart. */
  keys?: string[];
  /** The task definition that exists at the start. */
  taskDefinition?: { family: string; container: string };
  /** Hosts that port sessions reach besides this machine's own ports, e.g. {"orders-db.internal:5432": "127.0.0.1:55432"}. */
  hosts?: Record<string, string>;
  /** EC2 nodes that exist at the start, with an agent each. */
  nodes?: SeededNode[];
  /** False runs tasks without bubblewrap even where it works; absent uses it when it does. */
  isolate?: boolean;
  log?: (line: string) => void;
}

export interface LocalAws {
  /** `http://127.0.0.1:<port>`, the AWS_ENDPOINT_URL. */
  endpoint: string;
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

  const processes = new TaskProcesses(join(options.dataFolder, 'tasks'), options.isolate ?? true, log);
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
  const server = createServer((request, response) => {
    answer(worlds, request, response).catch((error: unknown) => {
      log(`request failed: ${error instanceof Error ? error.message : String(error)}`);
      response.destroy();
    });
  });
  server.on('upgrade', (request, socket, head) => gateway.handleUpgrade(request, socket, head));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;

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
  seed(world, options, secretAccessKey);

  return {
    endpoint: `http://${address}`,
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
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function seed(world: World, options: LocalAwsOptions, secretAccessKey: string): void {
  const arn = `arn:aws:iam::${world.accountId}:user/postern`;
  world.principals.add({
    accessKeyId,
    secretAccessKey,
    arn,
    userId: 'AIDALOCALPOSTERN0001',
    tags: {},
    transitiveTagKeys: [],
  });
  for (const id of options.keys ?? []) newKey(world, { id, description: 'there from the start' });
  for (const given of options.clusters ?? ['postern']) {
    const { name, kmsKeyId } = typeof given === 'string' ? { name: given, kmsKeyId: undefined } : given;
    world.clusters.set(name, newCluster(world, name, kmsKeyId));
  }
  for (const node of options.nodes ?? []) seedNode(world, node);
  const { family, container } = options.taskDefinition ?? { family: 'postern-bastion', container: 'bastion' };
  const role = (name: string) => `arn:aws:iam::${world.accountId}:role/${name}`;
  addTaskDefinition(
    world,
    {
      family,
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      cpu: '256',
      memory: '512',
      taskRoleArn: role('postern-bastion-task'),
      executionRoleArn: role('postern-bastion-execution'),
      containerDefinitions: [
        {
          name: container,
          image: `${world.accountId}.dkr.ecr.${world.region}.amazonaws.com/postern-bastion:1`,
          essential: true,
          linuxParameters: { initProcessEnabled: true },
        },
      ],
    },
    arn,
    [],
  );
}

async function answer(worlds: Worlds, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  if (body === undefined) {
    response.writeHead(413, { connection: 'close' }).end();
    return;
  }
  if (isSteering(request)) {
    write(response, answerSteering(worlds, request, body));
  } else if (request.method === 'POST' && isCreateChannel(request)) {
    write(response, await answerCreateChannel(worlds, request, body));
  } else if (request.method === 'POST') {
    const answered = await answerServiceCall(worlds, request, body);
    if (answered) write(response, answered);
    else response.destroy();
  } else {
    write(response, { status: 404, headers: {}, body: '' });
  }
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

function write(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, headers).end(body);
}

/** The whole body, or undefined when it is longer than any request of these services. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > maxBodyBytes) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** The secret of this AWS's one long-lived key: made once, kept between runs, readable by its owner only. */
function keptSecret(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const secret = randomBytes(30).toString('base64');
  writeFileSync(file, `${secret}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return secret;
}
