import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { processFacts } from '../guard/process-facts';
import { StartRefused } from './settings';

/** Throws StartRefused when the port cannot be listened on, saying who has it where the machine tells. */
export async function requireFreePort(host: string, port: number): Promise<void> {
  if (port === 0) return;
  const probe = createServer();
  try {
    probe.listen(port, host);
    await once(probe, 'listening');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') throw new StartRefused(takenBy(port));
    if (code === 'EACCES') throw new StartRefused(`PORT ${port} may only be used by root: choose one above 1023.`);
    throw new StartRefused(`Cannot listen on ${host}:${port} (${String(code)}): check HOST and PORT.`);
  } finally {
    probe.close();
  }
}

function takenBy(port: number): string {
  const pid = listenerOf(port);
  const command = pid === undefined ? undefined : processFacts(pid)?.command;
  const who = command ? `process ${pid} (${command.slice(0, 80)})` : 'another program';
  return `Port ${port} is taken by ${who}: stop it, or set PORT to another number.`;
}

/** The process that listens on the port, where /proc tells; only root sees other accounts' processes. */
function listenerOf(port: number): number | undefined {
  const inodes = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeningInodes(table, port)));
  if (inodes.size === 0) return undefined;
  for (const pid of entriesOf('/proc').filter((name) => /^\d+$/.test(name))) {
    for (const fd of entriesOf(`/proc/${pid}/fd`)) {
      const inode = /^socket:\[(\d+)\]$/.exec(linkAt(`/proc/${pid}/fd/${fd}`))?.[1];
      if (inode && inodes.has(inode)) return Number(pid);
    }
  }
  return undefined;
}

function listeningInodes(table: string, port: number): string[] {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  try {
    return readFileSync(table, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local, , state]) => local?.endsWith(wanted) && state === '0A')
      .flatMap((fields) => fields[9] ?? []);
  } catch {
    return [];
  }
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linkAt(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
