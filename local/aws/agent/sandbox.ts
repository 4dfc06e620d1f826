import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

// Nothing of ours is handed on; the type only insists on a variable that Next declares.
const bare = {} as NodeJS.ProcessEnv;

/** What a command sees as its own. */
interface Den {
  /** Host folder that holds the task's home, tmp and etc. */
  folder: string;
  hostname: string;
  user: string;
  environment: Record<string, string>;
}

interface Launch {
  file: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
}

const readOnlyIfThere = [
  '/lib32',
  '/etc/alternatives',
  '/etc/bash.bashrc',
  '/etc/ca-certificates',
  '/etc/inputrc',
  '/etc/ld.so.cache',
  '/etc/ld.so.conf',
  '/etc/ld.so.conf.d',
  '/etc/localtime',
  '/etc/manpath.config',
  '/etc/mime.types',
  '/etc/nsswitch.conf',
  '/etc/profile',
  '/etc/protocols',
  '/etc/services',
  '/etc/shells',
  '/etc/ssl/certs',
  '/etc/terminfo',
  '/etc/vim',
];

/** Finds bubblewrap and tries it once with everything a task needs; undefined, with the reason, when it cannot be used here. */
export function findBubblewrap(): { file: string } | { missing: string } {
  if (process.platform !== 'linux') return { missing: 'bubblewrap is for Linux only' };
  const file = ['/usr/bin/bwrap', '/usr/local/bin/bwrap', '/bin/bwrap'].find((path) => existsSync(path));
  if (!file) return { missing: 'bubblewrap (bwrap) is not installed' };
  try {
    const args = [...walls('probe'), '--tmpfs', '/tmp', '--', '/bin/sh', '-c', 'test "$(id -u)" = 1000 && hostname'];
    const output = execFileSync(file, args, {
      env: { ...bare, PATH: '/usr/bin:/bin' },
      timeout: 10_000,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return output.toString().trim() === 'probe' ? { file } : { missing: 'bubblewrap runs but does not isolate' };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n').slice(0, 2).join(' ') : String(error);
    return { missing: `bubblewrap does not work here: ${reason}` };
  }
}

/** The command line that runs `argv` inside the den's walls, or plainly in its folder when there is no bubblewrap. */
export function launchIn(den: Den, argv: string[], bubblewrap: string | undefined): Launch {
  const [file = '', ...args] = argv;
  const home = bubblewrap ? `/home/${den.user}` : join(den.folder, 'home');
  const env = { ...den.environment, HOME: home };
  if (!bubblewrap) return { file, args, cwd: home, env };
  const own = [
    ...['--bind', join(den.folder, 'tmp'), '/tmp'],
    ...['--bind', join(den.folder, 'home'), home],
    ...['passwd', 'group', 'hostname', 'hosts'].flatMap((name) => [
      '--ro-bind',
      join(den.folder, 'etc', name),
      `/etc/${name}`,
    ]),
    ...['--chdir', home],
  ];
  return { file: bubblewrap, args: [...walls(den.hostname), ...own, '--', file, ...args], cwd: '/', env };
}

/** Own processes, names and network; the host's programs read-only, and nothing else of the host. */
function walls(hostname: string): string[] {
  const usrMerged = ['bin', 'sbin', 'lib', 'lib64'].flatMap((name) =>
    existsSync(`/usr/${name}`) ? ['--symlink', `usr/${name}`, `/${name}`] : [],
  );
  return [
    '--die-with-parent',
    ...['--unshare-user', '--uid', '1000', '--gid', '1000'],
    ...['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-net', '--unshare-cgroup-try'],
    ...['--hostname', hostname],
    ...['--ro-bind', '/usr', '/usr', ...usrMerged],
    ...readOnlyIfThere.flatMap((path) => ['--ro-bind-try', path, path]),
    ...['--symlink', '../usr/lib/os-release', '/etc/os-release'],
    ...['--proc', '/proc', '--dev', '/dev'],
  ];
}
