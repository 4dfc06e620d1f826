import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import next from 'next';
import { attachBridge } from './lib/bridge/attach';
import { Bridge } from './lib/bridge/bridge';
import { Refusals } from './lib/bridge/refusals';
import { withinMs } from './lib/bridge/within-ms';
import { type Config, ConfigError, readConfig } from './lib/config';
import { isForeignCall, refuseForeignCall } from './lib/config/foreign-call';
import { settleForwarded } from './lib/config/forwarded';
import { loadDescribed } from './lib/first-run';
import { startJobs } from './lib/jobs/start-jobs';
import { recordStarted, recordStopped } from './lib/use-cases/audit/record-process';
import { checkHealth, type Health } from './lib/use-cases/health';
import { buildDeps, type WiredDeps } from './lib/wiring';

// Node 20's V8 dies (“unreachable code” in Deoptimizer::DoComputeBuiltinContinuation) when it gives up optimised code around an inlined
// call into WebAssembly that returns an object, which every question to Cedar is.
setFlagsFromString('--no-turbo-inline-js-wasm-calls');

/** Longer than load balancers keep an idle connection, or they send a request into one that is just being closed. */
const KEEP_ALIVE_MS = 75_000;
/** Requests under way may take this long when the process goes away. */
const LAST_REQUESTS_MS = 3_000;
/** And so long refusals that are not on record yet. */
const TELL_WITHIN_MS = 1_000;
/** How often a process that is ahead of its database looks whether somebody has migrated it. */
const LOOK_EVERY_MS = 1_000;

type Pages = {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Hot reload's sockets in development; false for what it does not claim. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  close(): Promise<void>;
};

/** The process: configuration, deps, migrations, pages, server, bridge, jobs, in this order; and back again on SIGTERM. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const deps = buildDeps(config);
  const { log } = deps;
  const fail = (error: unknown) => {
    log.fatal({ err: error }, 'a surprise nobody handled; the process ends');
    process.exit(1);
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);

  // next-auth reads these two from the environment, whatever it is given.
  process.env.NEXTAUTH_URL = config.POSTERN_URL;
  process.env.NEXTAUTH_SECRET = config.AUTH_SECRET;

  await waitForMigrations(deps, config);
  await loadDescribed(deps, config);
  const has = (role: Config['POSTERN_ROLES'][number]) => config.POSTERN_ROLES.includes(role);
  const pages = has('web') ? await openPages(config) : null;
  const isHttps = config.POSTERN_URL.startsWith('https:');
  const { origin } = new URL(config.POSTERN_URL);
  const refusals = new Refusals(deps);
  const server = createServer((request, response) => {
    settleForwarded(request, { trustProxy: config.TRUST_PROXY, isHttps });
    if (isForeignCall(request, origin)) {
      const { method, url, headers } = request;
      log.warn(
        { method, path: pathOf(url), origin: headers.origin?.slice(0, 200), address: headers['x-forwarded-for'] },
        'a call from elsewhere was refused',
      );
      const address =
        String(headers['x-forwarded-for'] ?? '')
          .split(',')
          .at(-1)
          ?.trim() || 'unknown';
      refusals.add({ actor: { stranger: true, address }, door: 'page', why: 'foreignOrigin' });
      refuseForeignCall(response);
      return;
    }
    const answered = pages ? pages.handle(request, response) : answerHealth(deps, request, response);
    answered.catch((error: unknown) => {
      log.error({ err: error }, 'a request could not be answered');
      response.destroy();
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const bridge = has('bridge') ? await Bridge.open(deps) : null;
  const detach = attachBridge(server, {
    bridge,
    origin,
    trustProxy: config.TRUST_PROXY,
    others: (request, socket, head) => pages?.upgrade(request, socket, head) ?? false,
  });
  const jobs = has('jobs') ? await startJobs(deps) : null;
  await listen(server, config);
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  await recordStarted(deps, version);
  log.info({ url: config.POSTERN_URL, roles: config.POSTERN_ROLES }, 'ready');

  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    log.info('stopping');
    await jobs?.stop();
    await bridge?.drain();
    detach();
    await closeServer(server);
    await pages?.close();
    await withinMs(refusals.tell(), TELL_WITHIN_MS);
    await recordStopped(deps);
    await deps.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop().catch(fail));
}

/**
 * Processes of a new version may start before its migrations are applied. Until they are, this one says so where it is asked for its health,
 * and asks the database for nothing else: ended instead, it would count as a version that cannot start, and be put back.
 */
async function waitForMigrations(deps: WiredDeps, config: Config): Promise<void> {
  const isMigrated = async () => {
    const health = await checkHealth(deps);
    return health.ok || health.why !== 'notMigrated';
  };
  if (await isMigrated()) return;
  deps.log.info('waiting for the migrations of this version');
  // Well only once the server that follows is there: until then nobody may be sent here.
  const server = createServer((_request, response) => tell(response, { ok: false, why: 'notMigrated' }));
  await listen(server, config);
  do await delay(LOOK_EVERY_MS);
  while (!(await isMigrated()));
  await closeServer(server);
}

/**
 * Next hangs a listener for upgrades on the server it is given, after its first request. It is given one that never listens, so that the
 * real one's upgrades have one owner.
 */
async function openPages(config: Config): Promise<Pages> {
  const dev = process.env.NODE_ENV === 'development';
  const front = createServer();
  const app = next({ dev, dir: process.cwd(), hostname: config.HOST, port: config.PORT, httpServer: front });
  await app.prepare();
  const handle = app.getRequestHandler();
  return {
    handle: (request, response) => handle(request, response),
    upgrade: (request, socket, head) => {
      const isHotReload = dev && (request.url ?? '').startsWith('/_next/');
      return isHotReload && front.emit('upgrade', request, socket, head);
    },
    close: () => app.close(),
  };
}

/** An address without its query, which may carry what no log should. */
function pathOf(url = ''): string {
  return (url.split('?', 1)[0] ?? '').slice(0, 200);
}

/** A process without pages still says whether it is well. */
async function answerHealth(deps: WiredDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url !== '/api/health') {
    response.writeHead(404).end();
    return;
  }
  tell(response, await checkHealth(deps));
}

function tell(response: ServerResponse, health: Health): void {
  response.writeHead(health.ok ? 200 : 503, { 'Content-Type': 'application/json' }).end(JSON.stringify(health));
}

function listen(server: Server, config: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.PORT, config.HOST, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  // Event streams never end by themselves.
  const patience = setTimeout(() => server.closeAllConnections(), LAST_REQUESTS_MS);
  await closed;
  clearTimeout(patience);
}

main().catch((error: unknown) => {
  // Faults of the operator's own files are told plainly; everything else with where it happened.
  const isPlain = error instanceof ConfigError;
  console.error(isPlain ? error.message : error);
  process.exit(1);
});
