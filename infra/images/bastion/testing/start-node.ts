import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** The entrypoint at work. */
export type NodeAtWork = {
  child: ChildProcess;
  /** Everything it has said so far. */
  said(): string;
  /** Its exit code, once it has ended and said all. */
  ended: Promise<number | null>;
};

/** A place for the entrypoint to run in, with one of the stand-ins for the agent. */
export function openPlace(agent: 'stand-in-agent' | 'wire-agent') {
  const folder = mkdtempSync(join(tmpdir(), 'postern-node-'));
  const log = join(folder, 'calls');
  const state = join(folder, 'state');
  mkdirSync(state);
  let running: ChildProcess | null = null;
  let said = '';

  return {
    state,
    log,
    /** Runs the entrypoint as the container would; a variable that is undefined is left out. */
    start(environment: Record<string, string | undefined>): NodeAtWork {
      const child = spawn(here('../postern-node'), {
        env: {
          PATH: process.env.PATH,
          POSTERN_AGENT: here(agent),
          POSTERN_AGENT_STATE: state,
          POSTERN_RUN: join(folder, 'run'),
          POSTERN_LOOK_SECONDS: '0.05',
          STAND_IN_LOG: log,
          ...environment,
        },
      });
      running = child;
      said = '';
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => {
          said += text;
        });
      return { child, said: () => said, ended: once(child, 'close').then(([code]) => code as number | null) };
    },
    /** What the entrypoint that was started last has said, and how it called the agent: for whoever waits in vain. */
    told(): string {
      return `${said}the agent was called with: ${this.calls().join(' | ')}`;
    },
    /** How the agent was called, one line each. */
    calls: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
    ready: () => existsSync(join(folder, 'run', 'ready')),
    registration: () => existsSync(join(state, 'registration')),
    async close() {
      if (running?.exitCode === null && running.signalCode === null) {
        const ended = once(running, 'exit');
        running.kill('SIGKILL');
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
