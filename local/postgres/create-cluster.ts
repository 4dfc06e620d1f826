import { execFile } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Account } from './account';
import type { Place } from './place';

export const SUPERUSER = 'postern';

/** Creates the cluster's files; an interrupted creation leaves nothing that looks like a cluster. */
export async function createCluster(
  cluster: string,
  options: { place: (folder: string) => Place; initdb: string; account?: Account; password: string; durable: boolean },
): Promise<void> {
  const { account, place } = options;
  const unfinished = `${cluster}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  const passwordFolder = mkdtempSync(join(tmpdir(), 'postern-initdb-'));
  const passwordFile = join(passwordFolder, 'password');
  try {
    writeFileSync(passwordFile, options.password, { mode: 0o600 });
    chmodSync(passwordFolder, 0o711);
    if (account) for (const path of [unfinished, passwordFile]) chownSync(path, account.uid, account.gid);
    const { cwd, path } = place(unfinished);
    await promisify(execFile)(
      options.initdb,
      [
        ...['-D', path, '-U', SUPERUSER, `--pwfile=${passwordFile}`],
        ...['--auth-host=scram-sha-256', '--auth-local=reject', '--encoding=UTF8'],
        // Sorting by code point needs no locale of the machine and never changes under an index.
        ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
        ...(options.durable ? [] : ['--no-sync']),
      ],
      {
        cwd,
        env: { PATH: process.env.PATH ?? '', LC_ALL: 'C' } as unknown as NodeJS.ProcessEnv,
        uid: account?.uid,
        gid: account?.gid,
      },
    );
    renameSync(unfinished, cluster);
  } catch (cause) {
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : String(cause);
    throw new Error(`Postgres could not create its files in ${cluster}: ${said}`, { cause });
  } finally {
    rmSync(passwordFolder, { recursive: true, force: true });
  }
}
