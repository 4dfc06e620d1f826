import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const user = 'op';

/** Fills a new task's folder with a home worth looking at, an empty tmp and the few files of /etc that name the user and host. */
export function writeHome(folder: string, hostname: string, address: string): void {
  const files: Record<string, string> = {
    'etc/passwd': `root:x:0:0:root:/root:/usr/sbin/nologin\n${user}:x:1000:1000:operator:/home/${user}:/bin/bash\n`,
    'etc/group': `root:x:0:\n${user}:x:1000:\n`,
    'etc/hostname': `${hostname}\n`,
    'etc/hosts': `127.0.0.1 localhost\n::1 localhost\n${address} ${hostname}\n`,
    'home/.profile': profile,
    'home/.bash_profile': '. ~/.profile\n[ -f ~/.bashrc ] && . ~/.bashrc\n',
    'home/.bashrc': bashrc(hostname),
    'home/README.md': readme(hostname),
    'home/runbooks/slow-orders.md': runbook,
    'home/queries/orders-by-hour.sql': query,
    'home/logs/orders-api.log': log(),
    'home/メモ.txt': '本番の作業は必ず二人で。終わったら exit を忘れずに。\n',
  };
  for (const [path, text] of Object.entries(files)) {
    const full = join(folder, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  }
  mkdirSync(join(folder, 'tmp'), { recursive: true });
}

const profile = `umask 022
export EDITOR=vi PAGER=less LESS=-R
`;

// The names are written out: without bubblewrap the shell would put this machine's in.
const bashrc = (hostname: string) => `case $- in *i*) ;; *) return ;; esac
HISTSIZE=2000
HISTFILE=~/.bash_history
shopt -s checkwinsize histappend
PS1='\\[\\e[1;32m\\]${user}@${hostname}\\[\\e[0m\\] \\[\\e[1;34m\\]\\w\\[\\e[0m\\] $ '
alias ls='ls --color=auto' ll='ls -l' la='ls -la' grep='grep --color=auto'
`;

const readme = (hostname: string) => `# ${hostname}

A bastion: a small machine inside the private network that lives as long as it is needed and no longer.

- \`runbooks/\`  what to do when
- \`queries/\`   statements that were reviewed once
- \`logs/\`      last hour of the service next door

Nothing written here outlives the task.
`;

const runbook = `# Orders are slow

1. Look at \`logs/orders-api.log\`: is it one route or all of them?
2. Count open statements before ending any.
3. Write down what was changed, and when.
`;

const query = `-- Orders by hour, last day
select date_trunc('hour', created_at) as hour, count(*)
from orders
where created_at > now() - interval '1 day'
group by 1
order by 1;
`;

function log(): string {
  const routes = ['GET /orders', 'POST /orders', 'GET /orders/:id', 'GET /health'];
  return Array.from({ length: 240 }, (_, index) => {
    const at = new Date(Date.UTC(2026, 0, 15, 9, 0, index * 15)).toISOString();
    const route = routes[(index * 7) % routes.length];
    const slow = index % 37 === 0;
    return `${at} ${slow ? 'WARN ' : 'INFO '} ${route} ${slow ? 504 : 200} ${slow ? 5_000 : 4 + ((index * 13) % 40)}ms`;
  })
    .join('\n')
    .concat('\n');
}
