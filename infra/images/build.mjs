// `node infra/images/build.mjs bastion|portal REPOSITORY:TAG [arm64|amd64]`: builds one image and pushes it, with a bill of materials.
// Whatever comes from outside is held by pins.json to a digest; it refuses to build while one is missing, since an unpinned image is
// an image somebody else decides about.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What a pin has to look like, and how to come by it. */
export const PINS = {
  DEBIAN: {
    shape: /^[a-z0-9./-]+:bookworm-slim@sha256:[0-9a-f]{64}$/,
    find: 'docker buildx imagetools inspect docker.io/library/debian:bookworm-slim',
  },
  NODE: {
    shape: /^[a-z0-9./-]+:24-bookworm-slim@sha256:[0-9a-f]{64}$/,
    find: 'docker buildx imagetools inspect docker.io/library/node:24-bookworm-slim',
  },
  // From this version on the agent asks ssmmessages alone; older ones need an endpoint more.
  AGENT_VERSION: {
    shape: /^3\.(3\.([4-9]\d|\d{3,})|[4-9]\.\d+)\.\d+$/,
    find: 'github.com/aws/amazon-ssm-agent, its releases',
  },
  AGENT_SHA256_AMD64: {
    shape: /^[0-9a-f]{64}$/,
    find: 'sha256sum of the .deb, after gpg --verify with the key AWS publishes',
  },
  AGENT_SHA256_ARM64: {
    shape: /^[0-9a-f]{64}$/,
    find: 'sha256sum of the .deb, after gpg --verify with the key AWS publishes',
  },
  RDS_SHA256: {
    shape: /^[0-9a-f]{64}$/,
    find: 'sha256sum of truststore.pki.rds.amazonaws.com/global/global-bundle.pem',
  },
};

/** Pins that are missing or of the wrong shape, each with how to find it. */
export function pinFaults(pins) {
  return Object.entries(pins).flatMap(([name, value]) => {
    const pin = PINS[name];
    if (!pin) return [`${name} is not a pin.`];
    if (value === null) return [`${name} is not pinned yet; find it: ${pin.find}.`];
    return pin.shape.test(value) ? [] : [`${name} does not have the shape ${pin.shape.source}.`];
  });
}

/** The arguments for docker. */
export function buildArguments(image, pins, tag, processor) {
  return [
    'buildx',
    'build',
    '--file',
    `infra/images/${image}/Dockerfile`,
    '--platform',
    `linux/${processor}`,
    ...Object.entries(pins).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    '--sbom=true',
    '--provenance=mode=max',
    '--push',
    '--tag',
    tag,
    '.',
  ];
}

function main([image, tag, processor = 'amd64']) {
  const pins = JSON.parse(readFileSync(new URL('./pins.json', import.meta.url), 'utf8'));
  const faults = [
    ...(pins[image] ? pinFaults(pins[image]) : [`Say which image: ${Object.keys(pins).join(' or ')}.`]),
    ...(/^[^:@\s]+:[\w.-]+$/.test(tag ?? '') ? [] : ['Say where to push it: REPOSITORY:TAG.']),
    ...(['amd64', 'arm64'].includes(processor) ? [] : ['The processor must be amd64 or arm64.']),
  ];
  if (faults.length > 0) {
    for (const fault of faults) console.error(fault);
    if (faults.some((fault) => fault.includes('is not pinned yet')))
      console.error('All of them at once, verified: node infra/images/pin.mjs, as docs/deploy.md has it.');
    return 1;
  }
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const { status } = spawnSync('docker', buildArguments(image, pins[image], tag, processor), {
    cwd: root,
    stdio: 'inherit',
  });
  return status ?? 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exit(main(process.argv.slice(2)));
