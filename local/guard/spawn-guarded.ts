import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { settledWithin } from './settled-within';

const GUARD_PATH = fileURLToPath(new URL('./guard.mjs', import.meta.url));

export type GuardedCommand = {
  command: string;
  args: string[];
  cwd: string;
  /** The whole environment of the command: nothing is inherited. */
  env: Record<string, string>;
  /** Where its standard error goes, and its standard output unless that is read: a file descriptor, or the starter's own. */
  output: number | 'inherit';
  /** Hands the standard output to the starter instead. */
  readOutput?: boolean;
  /** Run as this account; only root may ask for it. */
  account?: { uid: number; gid: number };
  /** What asks the command to end well. */
  stopSignal: NodeJS.Signals;
  /** After this long without an end it is killed. */
  graceMs: number;
  /** Folders the guard removes once the command has ended. */
  removeAfter?: string[];
};

export type Ending = { code: number | null; signal: string | null; reason?: string };

export type GuardedProcess = {
  pid: number;
  /** Present when `readOutput` was asked for. */
  stdout: Readable | undefined;
  /** Settles once, when the command has ended for whatever reason. */
  ended: Promise<Ending>;
  /** Asks it to end, waits for the end, kills it after the grace time. */
  stop(): Promise<Ending>;
  /** Ends it at once with SIGKILL, as a crash would. */
  kill(): Promise<Ending>;
};

type GuardMessage =
  | { kind: 'started'; pid: number }
  | { kind: 'failed'; reason: string }
  | { kind: 'exited'; code: number | null; signal: string | null };

/** Starts a command that cannot outlive this process, not even when this process is killed with SIGKILL. */
export async function spawnGuarded(wanted: GuardedCommand): Promise<GuardedProcess> {
  const { account, output, readOutput = false, removeAfter = [], ...rest } = wanted;
  const settings = JSON.stringify({ ...rest, ...account, removeAfter });
  // Detached, so that Ctrl-C in a terminal reaches the starter alone.
  const guard = spawn(process.execPath, [GUARD_PATH, settings], {
    detached: true,
    stdio: ['pipe', readOutput ? 'pipe' : output, output, 'ipc'],
    // An empty environment: Postgres and the rest get what their settings say, nothing of ours.
    env: {} as NodeJS.ProcessEnv,
  });
  // Writing to a guard that has just died must not throw; its exit is what counts.
  guard.stdin?.on('error', () => {});

  let pid: number | undefined;
  let ending: Ending | undefined;
  const started = new Promise<number | undefined>((resolve) => {
    guard.on('message', (message: GuardMessage) => {
      if (message.kind === 'started') {
        pid = message.pid;
        resolve(pid);
      } else if (message.kind === 'failed') ending = { code: null, signal: null, reason: message.reason };
      else ending = { code: message.code, signal: message.signal };
    });
    guard.once('exit', () => resolve(undefined));
    guard.once('error', () => resolve(undefined));
  });
  const ended = once(guard, 'exit').then(
    (): Ending => {
      if (ending) return ending;
      // The guard itself was killed: what it guarded must not be left behind.
      if (pid !== undefined) signalIfAlive(pid, 'SIGKILL');
      return { code: null, signal: null, reason: 'its guard process was killed' };
    },
    (error: Error): Ending => ({ code: null, signal: null, reason: error.message }),
  );

  const startedPid = await started;
  if (startedPid === undefined) {
    const { reason } = await ended;
    throw new Error(`Could not run ${wanted.command}: ${reason ?? 'it ended at once'}`);
  }
  return {
    pid: startedPid,
    stdout: guard.stdout ?? undefined,
    ended,
    async stop() {
      guard.stdin?.end();
      const inTime = await settledWithin(ended, wanted.graceMs + 5_000);
      if (!inTime) guard.kill('SIGKILL');
      return ended;
    },
    async kill() {
      signalIfAlive(startedPid, 'SIGKILL');
      return ended;
    },
  };
}

function signalIfAlive(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Already gone, which is what was wanted.
  }
}
