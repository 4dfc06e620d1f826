import { createServer, type IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { parse } from 'node:url';
import next from 'next';
import { attachBridge } from './lib/bridge/attach';
import { Bridge } from './lib/bridge/bridge';
import { ConfigError, readConfig } from './lib/config';
import { settleForwarded } from './lib/config/forwarded';
import { loadDescribed } from './lib/first-run';
import { startJobs } from './lib/jobs/start-jobs';
import { buildDeps } from './lib/wiring';

/** Requests under way get this long after SIGTERM before their connections are cut. */
const CLOSE_WITHIN_MS = 3_000;

const config = (() => {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(78);
  }
})();
// next-auth reads its own names.
process.env.NEXTAUTH_URL = config.POSTERN_URL;
process.env.NEXTAUTH_SECRET = config.AUTH_SECRET;

const deps = buildDeps(config);
const { log } = deps;
const does = (role: 'web' | 'bridge' | 'jobs') => config.POSTERN_ROLES.includes(role);

// A fault nobody caught leaves nothing to trust: say so, and let whoever started us start anew. The rows hold all there is.
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    log.fatal({ err: error }, event);
    process.exit(70);
  });
}

async function serve(): Promise<void> {
  await loadDescribed(deps, config);
  const jobs = does('jobs') ? await startJobs(deps) : null;
  const bridge = does('bridge') ? await Bridge.open(deps) : null;

  // Next hangs a listener of its own on the server it is given, after the first request, and leaves foreign upgrades unanswered.
  // So it gets one that never listens, and is handed what is its own (docs/decisions/0002).
  const nextServer = new Server();
  const pages = does('web')
    ? next({
        dev: process.env.NODE_ENV === 'development',
        httpServer: nextServer,
        hostname: config.HOST,
        port: config.PORT,
      })
    : null;
  await pages?.prepare();
  const handle = pages?.getRequestHandler();

  const server = createServer((request, response) => {
    settleForwarded(request, config.TRUST_PROXY);
    if (handle) void handle(request, response, parse(request.url ?? '/', true));
    else if (request.url === '/api/health') response.writeHead(200).end('{"ok":true}');
    else response.writeHead(404).end();
  });
  const detach = attachBridge(server, {
    bridge,
    origin: new URL(config.POSTERN_URL).origin,
    trustProxy: config.TRUST_PROXY,
    others: (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      (request.url ?? '').startsWith('/_next/') && nextServer.emit('upgrade', request, socket, head),
  });

  server.on('error', (error: NodeJS.ErrnoException) => {
    log.fatal(
      { err: error },
      error.code === 'EADDRINUSE' ? `port ${config.PORT} is taken` : 'the server cannot listen',
    );
    process.exit(69);
  });
  server.listen(config.PORT, config.HOST, () =>
    log.info({ host: config.HOST, port: config.PORT, roles: config.POSTERN_ROLES }, 'listening'),
  );

  let leaving = false;
  const leave = async (signal: string) => {
    if (leaving) return;
    leaving = true;
    log.info({ signal }, 'leaving');
    await jobs?.stop();
    await bridge?.drain();
    detach();
    const cut = setTimeout(() => server.closeAllConnections(), CLOSE_WITHIN_MS);
    server.closeIdleConnections();
    await new Promise((done) => server.close(done));
    clearTimeout(cut);
    await deps.db.close();
    log.info('left');
    process.exit(0);
  };
  process.once('SIGTERM', () => void leave('SIGTERM'));
  process.once('SIGINT', () => void leave('SIGINT'));
}

serve().catch((error: unknown) => {
  if (error instanceof ConfigError) console.error(error.message);
  else log.fatal({ err: error }, 'could not start');
  process.exit(error instanceof ConfigError ? 78 : 70);
});
