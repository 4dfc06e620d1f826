import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Memory of a process after a garbage collection. */
export type Memory = { residentBytes: number; heapBytes: number };

type Answer = { type: 'ready'; url: string } | { type: 'cpu'; cpuMs: number } | { type: 'memory'; memory: Memory };

/** A process of its own that is measured from outside, so that what drives it costs it nothing. */
export class MeasuredProcess {
  static readonly #running = new Set<ChildProcess>();
  readonly #child: ChildProcess;
  readonly url: string;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  /** Starts a file of this folder with these settings in its environment, and waits until it listens. */
  static async start(file: string, settings: Record<string, string>): Promise<MeasuredProcess> {
    const profile = process.env.BENCH_PROFILE;
    const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
      env: { ...process.env, ...settings },
      execArgv: ['--expose-gc', '--import', 'tsx', ...(profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : [])],
    });
    MeasuredProcess.#running.add(child);
    child.once('exit', () => MeasuredProcess.#running.delete(child));
    const ready = await heard(child, 'ready');
    return new MeasuredProcess(child, ready.url);
  }

  /** Ends what a measurement that failed has left running. */
  static killAll(): void {
    for (const child of MeasuredProcess.#running) child.kill('SIGKILL');
  }

  /** CPU time of all its threads so far. */
  async cpuMs(): Promise<number> {
    const answer = heard(this.#child, 'cpu');
    this.#child.send('cpu');
    return (await answer).cpuMs;
  }

  async memory(): Promise<Memory> {
    const answer = heard(this.#child, 'memory');
    this.#child.send('memory');
    return (await answer).memory;
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const gone = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()));
    this.#child.send('stop');
    await gone;
  }
}

function heard<Type extends Answer['type']>(child: ChildProcess, type: Type): Promise<Extract<Answer, { type: Type }>> {
  return new Promise((resolve, reject) => {
    const look = (answer: Answer) => {
      if (answer.type !== type) return;
      child.off('message', look);
      child.off('exit', ended);
      resolve(answer as Extract<Answer, { type: Type }>);
    };
    const ended = () => reject(new Error('a measured process ended by itself'));
    child.on('message', look);
    child.once('exit', ended);
  });
}

/** The other end: says that this process listens, answers what it has used, and ends when told or when its parent is gone. */
export function beMeasured(url: string, close: () => Promise<void>): void {
  const stop = () => {
    close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('disconnect', () => process.exit(1));
  process.on('message', (message) => {
    if (message === 'stop') stop();
    else
      process.send?.(message === 'cpu' ? { type: 'cpu', cpuMs: ownCpuMs() } : { type: 'memory', memory: ownMemory() });
  });
  process.send?.({ type: 'ready', url });
}

function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function ownMemory(): Memory {
  // Twice: the first pass finds what the second can let go of.
  globalThis.gc?.();
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { residentBytes: rss, heapBytes: heapUsed + external };
}
