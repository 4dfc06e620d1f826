// Runs one command and outlives nobody: when whoever started the guard goes away, however suddenly, the command is
// stopped. Node cannot ask the kernel for "die with my parent", but a pipe closes by itself even after kill -9, so the
// guard's whole knowledge of its parent is the far end of its own standard input. Plain JavaScript without packages:
// it must start in milliseconds and from any folder.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

const { command, args, cwd, env, uid, gid, stopSignal, graceMs, removeAfter } = JSON.parse(process.argv[2] ?? '{}');

const report = (message) => {
  if (process.connected) process.send(message, () => {});
};

const child = spawn(command, args, { cwd, env, uid, gid, stdio: ['ignore', 'inherit', 'inherit'] });
child.once('spawn', () => report({ kind: 'started', pid: child.pid }));
child.once('error', (error) => finish({ kind: 'failed', reason: error.message }, 1));
child.once('exit', (code, signal) => finish({ kind: 'exited', code, signal }, 0));

let finished = false;
function finish(message, exitCode) {
  if (finished) return;
  finished = true;
  for (const path of removeAfter) rmSync(path, { recursive: true, force: true });
  report(message);
  process.exitCode = exitCode;
  process.stdin.destroy();
  if (process.connected) process.disconnect();
}

let stopping = false;
function stop() {
  if (stopping || finished) return;
  stopping = true;
  child.kill(stopSignal);
  setTimeout(() => child.kill('SIGKILL'), graceMs).unref();
}

process.stdin.on('end', stop).on('error', stop).on('close', stop).resume();
process.on('disconnect', stop);
process.on('SIGTERM', stop);
// A terminal's Ctrl-C and hang-up belong to the starter, which ends its parts in order.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});
