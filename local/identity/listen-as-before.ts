import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';

const HOST = '127.0.0.1';
const TRIES = 50;

/** The provider's port is another program's. The message says what to do. */
export class IdentityPortTaken extends Error {
  override name = 'IdentityPortTaken';
}

/**
 * Listens on the port of the first start over this folder, and returns it. A person is known by the provider's address and their id there, so
 * at another address everybody would be somebody new, without requests, access and recordings. Throws IdentityPortTaken. Without a
 * folder any port will do.
 */
export async function listenAsBefore(server: Server, dataFolder: string | undefined): Promise<number> {
  if (dataFolder === undefined) return newPort(server);
  const file = join(dataFolder, 'port');
  if (existsSync(file)) {
    const kept = Number(readFileSync(file, 'utf8'));
    if (await listens(server, kept)) return kept;
    throw new IdentityPortTaken(
      `Port ${kept}, at which the local identity provider is known, is taken by another program: stop that one, or remove ${file}; then everybody is somebody new, without what they had.`,
    );
  }
  const port = await newPort(server);
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  writeFileSync(file, `${port}\n`, { mode: 0o600 });
  return port;
}

/** A port below those that the machine gives to outgoing connections, which might hold it at the next start. */
async function newPort(server: Server): Promise<number> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const port = randomInt(20_000, 32_000);
    if (await listens(server, port)) return port;
  }
  throw new IdentityPortTaken(
    `The local identity provider found no free port in ${TRIES} tries between 20000 and 32000.`,
  );
}

/** False when the port is taken. */
async function listens(server: Server, port: number): Promise<boolean> {
  try {
    server.listen(port, HOST);
    await once(server, 'listening');
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return false;
    throw error;
  }
}
