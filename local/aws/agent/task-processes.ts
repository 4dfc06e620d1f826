import { accessSync, constants, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { writeHome } from './home-files';
import { killTerminalSession } from './kill-terminal-session';
import { Pty } from './pty';
import { findBubblewrap, launchIn } from './sandbox';
import { Watchdog } from './watchdog';

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const user = 'op';

interface Command {
  taskId: string;
  argv: string[];
  environment: Record<string, string>;
}

/** The processes of all tasks: each task has a folder, a host name and an environment of its own, and nothing of the host's. */
export class TaskProcesses {
  readonly #folder: string;
  readonly #bubblewrap: string | undefined;
  readonly #watchdog = new Watchdog();
  readonly #log: (line: string) => void;
  readonly #running = new Map<string, Set<Pty>>();

  constructor(folder: string, isolate: boolean, log: (line: string) => void) {
    this.#folder = folder;
    this.#log = log;
    // What an earlier run left behind belongs to no task any more.
    rmSync(folder, { recursive: true, force: true });
    const found = isolate ? findBubblewrap() : { missing: 'it was not wanted' };
    this.#bubblewrap = 'file' in found ? found.file : undefined;
    if ('missing' in found) log(`tasks run without isolation: ${found.missing}`);
  }

  /** True when tasks are walled off by bubblewrap on this machine. */
  get isolated(): boolean {
    return this.#bubblewrap !== undefined;
  }

  /** Makes the folder of a task that is about to run. */
  prepare(taskId: string): void {
    writeHome(join(this.#folder, taskId), hostnameOf(taskId), '10.0.1.20');
    this.#running.set(taskId, new Set());
  }

  /** Starts a command on a terminal of its own; throws with the agent's text when it cannot be started. */
  start(command: Command, onData: (bytes: Buffer) => void, onEnd: (exitCode: number) => void): Pty {
    const running = this.#running.get(command.taskId);
    if (!running) throw new Error('the container is not running');
    const [file = ''] = command.argv;
    const found = findExecutable(file);
    if (!found) throw new Error(`exec: "${file}": executable file not found in $PATH`);
    const hostname = hostnameOf(command.taskId);
    const launch = launchIn(
      {
        folder: join(this.#folder, command.taskId),
        hostname,
        user,
        environment: {
          ...command.environment,
          PATH: path,
          TERM: 'xterm-256color',
          LANG: 'C.UTF-8',
          TZ: 'UTC',
          USER: user,
          LOGNAME: user,
          SHELL: '/bin/bash',
          HOSTNAME: hostname,
          PS1: `${user}@${hostname} $ `,
        },
      },
      [found, ...command.argv.slice(1)],
      this.#bubblewrap,
    );
    const pty = new Pty({ ...launch, cols: 80, rows: 24 }, onData, (exitCode) => {
      running.delete(pty);
      // What a shell left in the background dies with it; bubblewrap sees to that by itself.
      if (!this.isolated) killTerminalSession(pty.pid, 'all');
      this.#watchdog.forget(pty.pid);
      onEnd(exitCode);
    });
    running.add(pty);
    this.#watchdog.watch(pty.pid);
    return pty;
  }

  /** Kills a command and everything started from its terminal, at once. */
  kill(pty: Pty): void {
    // Killing bubblewrap takes its whole process space with it, without a look at every process of the host.
    if (!pty.exited) killTerminalSession(pty.pid, this.isolated ? 'first' : 'all');
    // A shell that is gone must not wait for somebody to read its last words.
    pty.resume();
  }

  /** Ends all processes of a task and removes its folder once they are gone. */
  async remove(taskId: string): Promise<void> {
    const running = this.#running.get(taskId) ?? new Set();
    this.#running.delete(taskId);
    for (const pty of running) this.kill(pty);
    await Promise.all([...running].map((pty) => pty.ended));
    // A process that is dying may still close a file in here; what is left over goes at the next start.
    await rm(join(this.#folder, taskId), { recursive: true, force: true, maxRetries: 5 }).catch((error: unknown) =>
      this.#log(`task folder ${taskId} stays: ${error instanceof Error ? error.message : String(error)}`),
    );
  }

  async close(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((taskId) => this.remove(taskId)));
    this.#watchdog.close();
  }
}

/** The host name of a task's container, e.g. bastion-3f9c. */
function hostnameOf(taskId: string): string {
  return `bastion-${taskId.slice(0, 4)}`;
}

function findExecutable(file: string): string | undefined {
  const candidates = file.includes('/') ? [file] : path.split(delimiter).map((folder) => join(folder, file));
  return candidates.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
