// `node infra/images/pin.mjs --agent-key FILE --agent-fingerprint FINGERPRINT [--agent-version VERSION] [--pins FILE]`: fills pins.json from
// where the parts of the images come from, and writes it only when every part has been verified:
//   base images       the index as the registry gives it hashes to the digest it names, and holds both processors
//   agent             each package is signed by the key in FILE, which has that fingerprint; both are on AWS's page "Verifying the
//                     signature of SSM Agent" (the key changes every year or two, so none is kept here)
//   authorities       every certificate of the bundle is Amazon RDS's, signed by itself or by another of them, and one at least is in force;
//                     AWS signs no bundle
// It needs docker (with buildx), curl and gpg on the path, and the way to the Internet that they use.
import { spawnSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { pinFaults } from './build.mjs';

const BASES = { DEBIAN: 'docker.io/library/debian:bookworm-slim', NODE: 'docker.io/library/node:24-bookworm-slim' };
const PROCESSORS = ['amd64', 'arm64'];
const AGENT = 'https://s3.amazonaws.com/ec2-downloads-windows/SSMAgent';
const AUTHORITIES = 'https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem';
/** A download that takes longer is stuck. */
const FETCH_SECONDS = 300;

/** Why a pin could not be filled; its message is the whole sentence. */
export class PinError extends Error {}

/** The pin of a base image: the digest the registry named, once the index it gave hashes to it and holds both processors. */
export function pinOfBase(reference, named, index) {
  const digest = `sha256:${sha256(index)}`;
  if (digest !== named) throw new PinError(`${reference}: the registry named ${named} and gave ${digest}.`);
  const { manifests = [] } = jsonOf(index, reference);
  for (const processor of PROCESSORS)
    if (!manifests.some(({ platform }) => platform?.os === 'linux' && platform.architecture === processor))
      throw new PinError(`${reference} has no image for linux/${processor}.`);
  return `${reference}@${digest}`;
}

/** Holds what gpg said of a signature to the one key. Throws PinError. */
export function checkSigner(what, status, fingerprint) {
  const lines = status.split('\n').map((line) => line.replace('[GNUPG:] ', '').split(' '));
  const valid = lines.find(([word]) => word === 'VALIDSIG');
  // The last word is the fingerprint of the primary key, whichever subkey signed. An expired key makes no GOODSIG.
  if (!valid || valid.at(-1) !== fingerprint || !lines.some(([word]) => word === 'GOODSIG'))
    throw new PinError(`${what} is not signed by ${fingerprint}, or that key is out of date.`);
}

/**
 * Holds every certificate of the bundle to what an authority of RDS has to be, and the bundle to one in force at least: RDS hands out those of
 * earlier years as well, and of regions, which another one signed. Throws PinError.
 */
export function checkAuthorities(pem, now) {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) throw new PinError(`${AUTHORITIES} holds no certificate.`);
  const all = blocks.map((block) => new X509Certificate(block));
  for (const certificate of all) {
    const subject = certificate.subject.replaceAll('\n', ', ');
    const isSigned = all.some((issuer) => certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey));
    if (!certificate.ca || !/Amazon RDS/.test(subject) || !isSigned)
      throw new PinError(`${AUTHORITIES} holds ${subject}, which is no authority of RDS.`);
  }
  if (!all.some(({ validTo }) => now < new Date(validTo)))
    throw new PinError(`${AUTHORITIES} holds no authority that is in force.`);
  return all.length;
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

function jsonOf(bytes, what) {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new PinError(`${what}: what the registry gave is not JSON.`);
  }
}

/** Runs a program of the machine; its output as bytes. Throws PinError with the last line it said. */
function run(program, ...args) {
  const { error, status, stdout, stderr } = spawnSync(program, args, { maxBuffer: 64 * 1024 * 1024 });
  if (error) throw new PinError(`${program} could not be run (${error.code}): install it, or put it on the path.`);
  if (status !== 0)
    throw new PinError(`${program} failed (${status}): ${stderr.toString('utf8').trim().split('\n').at(-1)}`);
  return stdout;
}

function fetchTo(file, url) {
  const secure = ['--fail', '--silent', '--show-error', '--location', '--proto', '=https', '--tlsv1.2'];
  run('curl', ...secure, '--max-time', String(FETCH_SECONDS), '--output', file, url);
  return readFileSync(file);
}

function pinBase(reference) {
  const named = jsonOf(
    run('docker', 'buildx', 'imagetools', 'inspect', reference, '--format', '{{json .Manifest}}'),
    reference,
  );
  return pinOfBase(reference, named.digest, run('docker', 'buildx', 'imagetools', 'inspect', '--raw', reference));
}

function pinAgent(version, { keyFile, fingerprint }, folder) {
  const home = join(folder, 'gnupg');
  mkdirSync(home, { mode: 0o700 });
  const gpg = (...args) => run('gpg', '--homedir', home, '--batch', '--no-tty', ...args);
  gpg('--import', keyFile);
  const keys = gpg('--with-colons', '--fingerprint').toString('utf8');
  const [first] = keys.split('\n').flatMap((line) => (line.startsWith('fpr:') ? [line.split(':')[9]] : []));
  if (first !== fingerprint) throw new PinError(`${keyFile} holds the key ${first}, not ${fingerprint}.`);
  return PROCESSORS.map((processor) => {
    const url = `${AGENT}/${version}/debian_${processor}/amazon-ssm-agent.deb`;
    const file = join(folder, `${processor}.deb`);
    const bytes = fetchTo(file, url);
    fetchTo(`${file}.sig`, `${url}.sig`);
    checkSigner(url, gpg('--status-fd', '1', '--verify', `${file}.sig`, file).toString('utf8'), fingerprint);
    return sha256(bytes);
  });
}

/** Every pin, verified; the versions that stay are those of `pins`. */
function fill(pins, { keyFile, fingerprint, version }) {
  const folder = mkdtempSync(join(tmpdir(), 'postern-pins-'));
  try {
    const [amd64, arm64] = pinAgent(version, { keyFile, fingerprint }, folder);
    const authorities = fetchTo(join(folder, 'authorities.pem'), AUTHORITIES);
    checkAuthorities(authorities.toString('utf8'), new Date());
    return {
      bastion: {
        ...pins.bastion,
        DEBIAN: pinBase(BASES.DEBIAN),
        AGENT_VERSION: version,
        AGENT_SHA256_AMD64: amd64,
        AGENT_SHA256_ARM64: arm64,
      },
      portal: { ...pins.portal, NODE: pinBase(BASES.NODE), RDS_SHA256: sha256(authorities) },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What was asked on the command line; throws PinError with every fault. */
function read(args) {
  const { values } = parseArgs({
    args,
    options: {
      'agent-key': { type: 'string', default: '' },
      'agent-fingerprint': { type: 'string', default: '' },
      'agent-version': { type: 'string' },
      pins: { type: 'string', default: fileURLToPath(new URL('./pins.json', import.meta.url)) },
    },
  });
  const pins = readPins(values.pins);
  const fingerprint = values['agent-fingerprint'].replaceAll(/\s/g, '').toUpperCase();
  const version = values['agent-version'] ?? pins.bastion.AGENT_VERSION;
  const page = 'from AWS\'s page "Verifying the signature of SSM Agent"';
  const faults = [
    ...(values['agent-key'] ? [] : [`--agent-key is missing: a file with the public key ${page}.`]),
    ...(/^[0-9A-F]{40}$/.test(fingerprint) ? [] : [`--agent-fingerprint must be the 40 digits ${page}.`]),
    ...pinFaults({ AGENT_VERSION: version }),
  ];
  if (faults.length > 0) throw new PinError(faults.join('\n'));
  return { file: values.pins, pins, keyFile: values['agent-key'], fingerprint, version };
}

function readPins(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new PinError(`${file} cannot be read: ${error.message}`);
  }
}

/** Whole or not at all: a half-written file of pins would be an error nobody looks for. */
function write(file, pins) {
  writeFileSync(`${file}.new`, `${JSON.stringify(pins, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

function main(args) {
  try {
    const asked = read(args);
    const filled = fill(asked.pins, asked);
    const faults = Object.values(filled).flatMap(pinFaults);
    if (faults.length > 0) throw new PinError(faults.join('\n'));
    write(asked.file, filled);
    for (const [image, of] of Object.entries(filled))
      for (const [name, value] of Object.entries(of))
        console.log(`${asked.pins[image]?.[name] === value ? 'unchanged' : 'pinned   '} ${name} ${value}`);
    return 0;
  } catch (error) {
    if (!(error instanceof PinError) && error?.code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') throw error;
    console.error(error.message);
    return 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exit(main(process.argv.slice(2)));
