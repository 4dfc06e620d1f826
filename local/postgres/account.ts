import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

export type Account = { name: string; uid: number; gid: number };

/** The account Postgres must run as: undefined means our own, because only root has to step down. */
export function accountToRunAs(passwd = () => readFileSync('/etc/passwd', 'utf8')): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const lines = passwd()
    .split('\n')
    .map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const [name, , uid, gid] = lines.find(([name]) => name === wanted) ?? [];
    if (name && Number(uid) > 0) return { name, uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(
    'Postgres refuses to run as root, and this machine has neither a "postgres" nor a "nobody" account to run it as. Start as an ordinary user, or set DATABASE_URL.',
  );
}

/** Whether the account could walk to this folder through every folder above it. */
export function canReach(path: string, account: Account | undefined): boolean {
  if (!account) {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  }
  for (let folder = path; ; folder = dirname(folder)) {
    const { uid, gid, mode } = statSync(folder);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (dirname(folder) === folder) return true;
  }
}
