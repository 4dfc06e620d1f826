import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pinFaults } from './build.mjs';
import { checkAuthorities, checkSigner, pinOfBase } from './pin.mjs';

// Registries cannot be reached here: docker, curl and gpg are stand-ins that answer from a folder, as far as the command can tell.

const FINGERPRINT = 'A1B2C3D4E5'.repeat(4);
/** Made for this test: an authority by its name, signed by itself, in force until 2126. */
const AUTHORITY = readFileSync(new URL('./testdata/authority.pem', import.meta.url), 'utf8');
/** One of a region and the one that signed it, in force until August 2024, as RDS still hands out. */
const RETIRED = readFileSync(new URL('./testdata/retired-authorities.pem', import.meta.url), 'utf8');
const INDEX = JSON.stringify({
  manifests: ['amd64', 'arm64'].map((architecture) => ({ platform: { os: 'linux', architecture } })),
});
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const good = `[GNUPG:] GOODSIG A1B2C3D4E5 SSM Agent\n[GNUPG:] VALIDSIG ${FINGERPRINT} 2026-01-01 0 0 4 0 1 8 00 ${FINGERPRINT}\n`;

let folder: string;
let pins: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-pin-test-'));
  pins = join(folder, 'pins.json');
  writeFileSync(pins, readFileSync(new URL('./pins.json', import.meta.url)));
  mkdirSync(join(folder, 'bin'));
  answer('index', INDEX);
  answer('digest', JSON.stringify({ digest: `sha256:${sha256(INDEX)}` }));
  answer('fetched-deb', 'a package');
  answer('fetched-sig', 'a signature');
  answer('fetched-pem', AUTHORITY);
  answer('keys', `pub:-:2048:1:A1B2C3D4E5:\nfpr:::::::::${FINGERPRINT}:\n`);
  answer('status', good);
  program('docker', 'case "$*" in *--raw*) /bin/cat "$D/index" ;; *) /bin/cat "$D/digest" ;; esac');
  const kind = 'case "$*" in *.sig) kind=sig ;; *.pem) kind=pem ;; *) kind=deb ;; esac';
  program('curl', `echo "$*" >>"$D/fetches"; ${kind}; shift $(($# - 2)); /bin/cp "$D/fetched-$kind" "$1"`);
  program('gpg', 'case "$*" in *--import*) ;; *--verify*) /bin/cat "$D/status" ;; *) /bin/cat "$D/keys" ;; esac');
});
afterEach(() => rmSync(folder, { recursive: true }));

const answer = (name: string, text: string) => writeFileSync(join(folder, name), text);
function program(name: string, does: string) {
  const file = join(folder, 'bin', name);
  writeFileSync(file, `#!/bin/bash\nset -eu\nD='${folder}'\n${does}\n`);
  chmodSync(file, 0o755);
}

const KEY = ['--agent-key', 'key.asc', '--agent-fingerprint', FINGERPRINT.replaceAll(/.{4}/g, '$& ')];

function pin(...args: string[]) {
  const command = fileURLToPath(new URL('./pin.mjs', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, '--pins', pins, ...args], {
    // Nothing but the stand-ins: a real docker would go out and ask.
    env: { PATH: join(folder, 'bin') },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test('every pin is filled with what was verified, and the build takes it', () => {
  expect(pin(...KEY)).toMatchObject({ status: 0, stderr: '' });
  const filled = JSON.parse(readFileSync(pins, 'utf8')) as Record<string, Record<string, string>>;
  expect(filled).toEqual({
    bastion: {
      DEBIAN: `docker.io/library/debian:bookworm-slim@sha256:${sha256(INDEX)}`,
      AGENT_VERSION: '3.3.3797.0',
      AGENT_SHA256_AMD64: sha256('a package'),
      AGENT_SHA256_ARM64: sha256('a package'),
    },
    portal: {
      NODE: `docker.io/library/node:24-bookworm-slim@sha256:${sha256(INDEX)}`,
      RDS_SHA256: sha256(AUTHORITY),
    },
  });
  expect(Object.values(filled).flatMap(pinFaults)).toEqual([]);
  const fetches = readFileSync(join(folder, 'fetches'), 'utf8').trim().split('\n');
  expect(fetches).toHaveLength(5);
  for (const fetch of fetches)
    expect(fetch).toMatch(/--fail .*--proto =https .* https:\/\/[a-z0-9.]+\.amazonaws\.com\//);
});

test('a second time says that nothing changed; another version of the agent is pinned by name', () => {
  pin(...KEY);
  expect(pin(...KEY).stdout.match(/^unchanged /gm)).toHaveLength(6);
  expect(pin(...KEY, '--agent-version', '3.3.4000.0').stdout).toContain('pinned    AGENT_VERSION 3.3.4000.0');
});

describe('nothing is written when', () => {
  const refusals: Record<string, [why: string, plant: () => void, args?: string[]]> = {
    'neither key nor fingerprint is given': ['--agent-key is missing', () => undefined, []],
    'the fingerprint is none': ['--agent-fingerprint must be', () => undefined, [...KEY.slice(0, 3), 'A1B2']],
    'the agent is too old': [
      'AGENT_VERSION does not have the shape',
      () => undefined,
      [...KEY, '--agent-version', '3.2.1.0'],
    ],
    'an option is not known': ["Unknown option '--agent'", () => undefined, ['--agent', 'x']],
    'the key is another one': ['holds the key 0123', () => answer('keys', 'fpr:::::::::0123:\n')],
    'somebody else signed': ['is not signed by', () => answer('status', good.replaceAll(FINGERPRINT, 'F'.repeat(40)))],
    'the key is out of date': ['is out of date', () => answer('status', good.replace('GOODSIG', 'EXPKEYSIG'))],
    'gpg refuses': [
      'gpg failed (2): BAD signature',
      () =>
        program('gpg', 'case "$*" in *--verify*) echo "BAD signature" >&2; exit 2 ;; *) /bin/cat "$D/keys" ;; esac'),
    ],
    'the index is not what the registry named': ['the registry named', () => answer('index', `${INDEX} `)],
    'a fetch fails': ['curl failed (22): curl: (22) 404', () => program('curl', 'echo "curl: (22) 404" >&2; exit 22')],
    'there is no docker': ['docker could not be run (ENOENT)', () => rmSync(join(folder, 'bin', 'docker'))],
    'the bundle is empty': ['holds no certificate', () => answer('fetched-pem', '')],
  };

  test.each(Object.entries(refusals))('%s', (_when, [why, plant, args = KEY]) => {
    const before = readFileSync(pins, 'utf8');
    plant();
    const { status, stderr } = pin(...args);
    expect(stderr).toContain(why);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(status).toBe(1);
    expect(readFileSync(pins, 'utf8')).toBe(before);
  });
});

test('an index for one processor is refused', () => {
  const one = JSON.stringify({ manifests: [{ platform: { os: 'linux', architecture: 'amd64' } }] });
  expect(() => pinOfBase('debian', `sha256:${sha256(one)}`, Buffer.from(one))).toThrow('no image for linux/arm64');
});

test('a signature by a subkey counts for its primary key, and nothing else does', () => {
  const subkey = good.replace(`VALIDSIG ${FINGERPRINT}`, `VALIDSIG ${'A'.repeat(40)}`);
  expect(() => checkSigner('it', subkey, FINGERPRINT)).not.toThrow();
  expect(() => checkSigner('it', '[GNUPG:] NODATA 1\n', FINGERPRINT)).toThrow('not signed by');
});

test('authorities are RDS’s, signed by themselves, and one is in force', () => {
  expect(checkAuthorities(AUTHORITY + AUTHORITY, new Date('2026-11-22'))).toBe(2);
  expect(() => checkAuthorities(AUTHORITY, new Date('2200-01-01'))).toThrow('no authority that is in force');
});

test('authorities that are past their time stay in the bundle, and those that another one signed', () => {
  const [intermediate = '', root = ''] = RETIRED.split(/(?<=-----END CERTIFICATE-----\n)/);
  const now = new Date('2026-11-28');
  expect(checkAuthorities(intermediate + AUTHORITY + root, now)).toBe(3);
  expect(() => checkAuthorities(RETIRED, now)).toThrow('no authority that is in force');
  // Signed by nobody who is there.
  expect(() => checkAuthorities(intermediate + AUTHORITY, now)).toThrow(
    'eu-west-1 2019 CA, which is no authority of RDS',
  );
});
