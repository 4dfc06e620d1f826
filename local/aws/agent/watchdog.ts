import { type ChildProcess, spawn } from 'node:child_process';

// Nothing of ours is handed on; the type only insists on a variable that Next declares.
const bare = {} as NodeJS.ProcessEnv;

/**
 * Reads "+pid" and "-pid" lines; when its input ends, because its parent has died in whatever way, it kills what is still listed: each
 * process, its group, and on Linux everything started in its terminal session.
 */
const script = `
pids=
while read -r line; do
  case $line in
    +*) pids="$pids \${line#+}" ;;
    -*) rest=; for pid in $pids; do [ "$pid" = "\${line#-}" ] || rest="$rest $pid"; done; pids=$rest ;;
  esac
done
for pid in $pids; do
  for one in $(ps -A -o pid= -o sess= 2>/dev/null | awk -v s="$pid" '$2 == s { print $1 }'); do kill -9 "$one" 2>/dev/null; done
  kill -9 "-$pid" 2>/dev/null
  kill -9 "$pid" 2>/dev/null
done
`;

/** Makes sure that no shell outlives this process, not even after kill -9. */
export class Watchdog {
  readonly #child: ChildProcess;

  constructor() {
    this.#child = spawn('/bin/sh', ['-c', script], {
      stdio: ['pipe', 'ignore', 'ignore'],
      // A group of its own: the Ctrl-C that ends this process must not end the watchdog first.
      detached: true,
      env: { ...bare, PATH: '/usr/bin:/bin' },
    });
    this.#child.on('error', () => undefined);
    this.#child.stdin?.on('error', () => undefined);
    this.#child.unref();
  }

  watch(pid: number): void {
    this.#child.stdin?.write(`+${pid}\n`);
  }

  forget(pid: number): void {
    this.#child.stdin?.write(`-${pid}\n`);
  }

  close(): void {
    this.#child.stdin?.end();
  }
}
