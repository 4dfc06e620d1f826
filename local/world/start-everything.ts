import { accessSync, constants, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { migrate } from '@/prisma/migrate';
import type { LocalAwsOptions } from '../aws/start';
import { freePort } from '../guard/free-port';
import type { GuardedProcess } from '../guard/spawn-guarded';
import { type RunningIdentity, startIdentity } from '../identity/start-identity';
import { type RunningPostgres, startPostgres } from '../postgres/start-postgres';
import { awsOfEnvironments } from './aws-of-environments';
import { lockFolder } from './folder-lock';
import { keptSecrets } from './kept-secrets';
import { requireFreePort } from './port-holder';
import { type Environment, readSettings, StartRefused } from './settings';
import { type RunningAws, startAws } from './start-aws';
import { startServer } from './start-server';

const CLIENT_ID = 'postern';
const COMPANY = 'Kestrel Freight';

export type StartOptions = {
  /** Folder of the product. */
  root: string;
  /** What the person set: PORT, POSTERN_DATA, DATABASE_URL, OIDC_*, AWS_* and whatever the product reads. */
  environment: Environment;
  log: (line: string) => void;
  /** Arguments for Node that run the server; the product's own when left out. */
  serverCommand?: string[];
  /** False trades safety against power loss for speed; for tests only. */
  durable?: boolean;
  /** Runs the server in development mode, writing to our own output instead of a file. */
  development?: boolean;
  /** What the local AWS should be other than the committed environments ask for, such as faster. */
  aws?: Partial<Omit<LocalAwsOptions, 'log' | 'dataFolder'>>;
  /** Aborted when the start is no longer wanted: what was started by then is ended, and the start fails. */
  signal?: AbortSignal;
  /** Runs after the database is migrated and before the server starts, for example to build the pages. */
  beforeServer?: () => Promise<void>;
};

export type RunningWorld = {
  /** Where the product is reached in a browser. */
  url: string;
  port: number;
  databaseUrl: string;
  /** Absent where the environment named a real one. */
  postgres?: RunningPostgres;
  identity?: RunningIdentity;
  aws?: RunningAws;
  /** The server's whole environment. */
  environment: Record<string, string>;
  logsFolder: string;
  /** Settles with a sentence when a part dies unasked. */
  failed: Promise<string>;
  /** Ends the server well and starts it again on the same port. */
  restartServer(): Promise<void>;
  /** Ends the server with SIGKILL, as a crash would; start it again with `restartServer`. */
  killServer(): Promise<void>;
  /** Ends everything this started, the server first. */
  close(): Promise<void>;
};

/** Starts whatever the environment does not name, migrates the database, and runs the product against all of it. */
export async function startEverything(options: StartOptions): Promise<RunningWorld> {
  const { root, environment, log } = options;
  const settings = readSettings(environment, root);
  const { dataFolder, host } = settings;
  await requireFreePort(host, settings.port);
  const port = settings.port === 0 ? await freePort() : settings.port;
  const probeUrl = `http://${host === '0.0.0.0' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host}:${port}`;
  const url = environment.POSTERN_URL?.trim() || probeUrl;
  prepareFolder(dataFolder);
  const logsFolder = join(dataFolder, 'logs');
  mkdirSync(logsFolder, { recursive: true, mode: 0o700 });

  const undo: (() => Promise<unknown> | unknown)[] = [lockFolder(dataFolder)];
  const closeAll = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  let reportFailure: (sentence: string) => void = () => {};
  const failed = new Promise<string>((resolve) => {
    reportFailure = resolve;
  });
  let closing = false;
  const watch = (name: string, ended: Promise<unknown>) =>
    void ended.then(() => closing || reportFailure(`${name} ended; see ${logsFolder}.`));

  try {
    const secrets = keptSecrets(dataFolder);
    const given: Record<string, string> = {};

    const startLocalPostgres = async () => {
      const folder = join(dataFolder, 'postgres');
      const postgres = await startPostgres({ dataFolder: folder, durable: options.durable, log });
      undo.push(() => postgres.close());
      watch('Postgres', postgres.ended);
      return postgres;
    };
    const startLocalIdentity = async () => {
      const identity = await startIdentity({
        dataFolder: join(dataFolder, 'identity'),
        clientId: CLIENT_ID,
        clientSecret: secrets.oidcClientSecret,
        redirectUris: [new URL('/api/auth/callback/oidc', url).href],
        log,
      });
      undo.push(() => identity.close());
      return identity;
    };
    const startLocalAws = async () => {
      const awsFolder = join(dataFolder, 'aws');
      const aws = await startAws(
        { ...awsOfEnvironments(root), ...options.aws, dataFolder: awsFolder },
        freshLog(logsFolder, 'aws'),
      );
      undo.push(() => aws.process.stop());
      watch('The local AWS', aws.process.ended);
      return aws;
    };
    const started = await Promise.allSettled([
      settings.local.postgres ? startLocalPostgres() : undefined,
      settings.local.identity ? startLocalIdentity() : undefined,
      settings.local.aws ? startLocalAws() : undefined,
    ]);
    options.signal?.throwIfAborted();
    // Settled, not raced: a part that was still starting while another failed must be ended too.
    for (const part of started) if (part.status === 'rejected') throw part.reason;
    const [postgres, identity, aws] = started.map((part) => part.status === 'fulfilled' && part.value) as [
      RunningPostgres | undefined,
      RunningIdentity | undefined,
      RunningAws | undefined,
    ];
    if (identity) {
      Object.assign(given, {
        OIDC_ISSUER: identity.issuer,
        OIDC_CLIENT_ID: identity.clientId,
        OIDC_CLIENT_SECRET: identity.clientSecret,
        OIDC_NAME: COMPANY,
        COMPANY_NAME: COMPANY,
      });
    }
    if (aws) Object.assign(given, aws.environment);
    const databaseUrl = postgres?.url ?? environment.DATABASE_URL?.trim() ?? '';
    await migrateOrSayWhy(databaseUrl, log);
    await options.beforeServer?.();
    options.signal?.throwIfAborted();

    const serverEnvironment: Record<string, string> = {
      AUTH_SECRET: secrets.authSecret,
      POSTERN_ENVIRONMENTS: join(root, 'local', 'environments.json'),
      ...withoutAbsent(environment),
      ...given,
      NODE_ENV: options.development ? 'development' : 'production',
      DATABASE_URL: databaseUrl,
      POSTERN_URL: url,
      HOST: host,
      PORT: String(port),
    };
    const runServer = async () => {
      server = await startServer({
        root,
        command: options.serverCommand ?? ['--import', 'tsx', 'server.ts'],
        environment: serverEnvironment,
        signal: options.signal,
        probeUrl,
        logPath: options.development ? undefined : join(logsFolder, 'server.log'),
      });
      const current = server;
      watch(
        'The server',
        current.ended.then(() => (current === server ? undefined : new Promise(() => {}))),
      );
    };
    let server: GuardedProcess | undefined;
    const endServer = async (end: (server: GuardedProcess) => Promise<unknown>) => {
      const current = server;
      server = undefined;
      if (current) await end(current);
    };
    freshLog(logsFolder, 'server');
    await runServer();
    undo.push(() => endServer((running) => running.stop()));

    return {
      ...{ url, port, databaseUrl, postgres, identity, aws, environment: serverEnvironment, logsFolder, failed },
      async restartServer() {
        await endServer((running) => running.stop());
        await runServer();
      },
      killServer: () => endServer((running) => running.kill()),
      async close() {
        closing = true;
        await closeAll();
      },
    };
  } catch (error) {
    closing = true;
    await closeAll();
    throw error;
  }
}

async function migrateOrSayWhy(databaseUrl: string, log: (line: string) => void): Promise<void> {
  try {
    await migrate(databaseUrl, log);
  } catch (cause) {
    // Errors of the connection carry a system code; those of Postgres five characters of their own.
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (!/^E[A-Z]+$|^28|^3D000$/.test(code)) throw cause;
    throw new StartRefused(`Cannot use the database at ${new URL(databaseUrl).host} (${code}): check DATABASE_URL.`);
  }
}

function prepareFolder(dataFolder: string): void {
  try {
    // Postgres may run as another account, which has to walk through; everything secret inside has its own mode.
    mkdirSync(dataFolder, { recursive: true, mode: 0o755 });
    accessSync(dataFolder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : cause;
    throw new StartRefused(
      `Cannot keep data in ${dataFolder} (${code}): make it writable, or set POSTERN_DATA to another folder.`,
    );
  }
}

/** A log file that begins empty, the one of the run before kept beside it. */
function freshLog(folder: string, name: string): string {
  const path = join(folder, `${name}.log`);
  try {
    renameSync(path, join(folder, `${name}.previous.log`));
  } catch {
    // The first run has none.
  }
  return path;
}

function withoutAbsent(environment: Environment): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).flatMap(([name, value]) => (value ? [[name, value]] : [])));
}
