// Run after every change to a lock file, the product's or that of infra. Where a registry lacks some platforms' optional packages, npm leaves their
// entries out of the lock file and then refuses that same file ("Missing: … from lock file"). This adds what is missing:
// enough for npm to know that the package is for another platform, or to fetch it where it is for this one.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

/** The entries a lock file lacks for optional packages its own entries ask for. */
export function missingEntries({ packages }) {
  const missing = {};
  for (const [path, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
    for (const [name, range] of Object.entries(optionalDependencies)) {
      if (placesFor(path, name).some((place) => packages[place])) continue;
      missing[`node_modules/${name}`] = {
        version: range.replace(/^[~^]/, ''),
        ...platformOf(name),
        ...(dev ? { dev } : {}),
        optional: true,
      };
    }
  }
  return missing;
}

function placesFor(path, name) {
  const folders = path.split('/node_modules/');
  return ['', ...folders.map((_, index) => `${folders.slice(0, index + 1).join('/node_modules/')}/`)].map((folder) =>
    folder === '/' ? `node_modules/${name}` : `${folder}node_modules/${name}`,
  );
}

function platformOf(name) {
  const words = name.replace('gnueabihf', '').replace('musleabihf', 'musl').replace('eabi', '').split(/[-/]/);
  const os = words.filter((word) => SYSTEMS.includes(word));
  const cpu = words.filter((word) => PROCESSORS.includes(word));
  const libc = words.includes('musl') ? ['musl'] : words.includes('gnu') && os.includes('linux') ? ['glibc'] : [];
  return {
    ...(cpu.length > 0 ? { cpu } : {}),
    ...(libc.length > 0 ? { libc } : {}),
    ...(os.length > 0 ? { os } : {}),
  };
}

/** The lock files of the project, relative to its root. */
export const LOCKS = ['package-lock.json', 'infra/package-lock.json'];

function main() {
  for (const name of LOCKS) {
    const path = fileURLToPath(new URL(`../${name}`, import.meta.url));
    const lock = JSON.parse(readFileSync(path, 'utf8'));
    const missing = missingEntries(lock);
    const all = Object.entries({ ...lock.packages, ...missing });
    lock.packages = Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
    writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
    console.log(`Added ${Object.keys(missing).length} entries to ${name}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
