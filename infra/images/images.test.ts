import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { OPERATOR_ACCOUNT } from '../session/session-document';
import { EVERY_EXAMPLE, ofType, only } from '../testing/template';
import { buildArguments, PINS, pinFaults } from './build.mjs';
import { dockerfileFaults, readDockerfile } from './read-dockerfile';

const dockerfile = (image: 'bastion' | 'portal') => readFileSync(`infra/images/${image}/Dockerfile`, 'utf8');
const lastStage = (image: 'bastion' | 'portal') => {
  const all = readDockerfile(dockerfile(image));
  return all.filter(({ stage }) => stage === all.at(-1)?.stage);
};

test.each(['bastion', 'portal'] as const)('the Dockerfile of %s breaks no rule', (image) => {
  expect(dockerfileFaults(dockerfile(image))).toEqual([]);
});

test.each([
  ['FROM debian:latest', 'must take its image from a pin'],
  ['FROM amazonlinux:2', 'must take its image from a pin'],
  ['ARG AGENT_VERSION=latest', 'must have no default'],
  ['ENV DB_PASSWORD=x', 'must hold no secret'],
  ['RUN apt-get install jq=1.6', 'must install without questions'],
  ['RUN apt-get install --yes --no-install-recommends jq', 'must name a version for each package'],
  ['RUN apt-get update', 'must remove the lists'],
  ['RUN curl --fail -o /mo https://git.io/get-mo', 'must check what it fetches'],
  ['RUN curl -fsSL https://git.io/get-mo | bash', 'must not run'],
  ['RUN npm install', 'must install what a lock file says'],
  ['ADD https://example.com/a.tar /a', 'must be a fetch with a checksum'],
  ['COPY --from=elsewhere /a /a', 'must copy from a stage'],
  ['USER root', 'must not be root'],
])('%s is refused', (line, rule) => {
  expect(dockerfileFaults(`ARG BASE\nFROM \${BASE}\n${line}\n`).join('\n')).toContain(rule);
});

describe('the bastion', () => {
  const text = dockerfile('bastion');

  test('has what session logs are written with, an account for people, and both clients in a stated version', () => {
    for (const name of ['bsdutils', 'less', 'jq', 'util-linux', 'procps', 'mariadb-client', 'postgresql-client-15'])
      expect(text).toMatch(new RegExp(` ${name}=\\d`));
    // Debian's own start-up files for a new account would put their prompt over ours.
    expect(text).toContain(
      `useradd --create-home --skel /nonexistent --uid 10000 --shell /bin/bash ${OPERATOR_ACCOUNT}`,
    );
    expect(text).toMatch(/postern-packages\.txt/);
  });

  test('checks the agent against one sum for each processor', () => {
    expect(text).toContain('sha256sum --check --strict');
    expect(text).toMatch(/amd64\) sum="\$AGENT_SHA256_AMD64" ;; arm64\) sum="\$AGENT_SHA256_ARM64" ;; \*\) exit 1/);
  });

  test('is one image for both ways in, and starts as the task definitions start it', () => {
    const commands = EVERY_EXAMPLE.flatMap((example) => ofType(example, 'AWS::ECS::TaskDefinition'))
      .filter(({ stack }) => stack.endsWith('bastion'))
      .map(({ Properties }) => (Properties.ContainerDefinitions as unknown as { Command: string[] }[])[0]?.Command);
    expect(new Set(commands.map((command) => JSON.stringify(command)))).toEqual(
      new Set(['["sleep","infinity"]', '["postern-node"]']),
    );
    expect(lastStage('bastion').find(({ name }) => name === 'CMD')?.text).toBe('["sleep", "infinity"]');
    expect(text).toMatch(/COPY --chmod=0755 .*postern-node .*\/usr\/local\/bin\//);
  });
});

test('ECS asks a managed node for its health as the image does, since it does not read it there', () => {
  const { text = '' } = lastStage('bastion').find(({ name }) => name === 'HEALTHCHECK') ?? {};
  const [, interval, timeout, start, command = '[]'] =
    /^--interval=(\d+)s --timeout=(\d+)s --start-period=(\d+)s CMD (\[.*\])$/.exec(text) ?? [];
  const [container] = only('adopted', 'AWS::ECS::TaskDefinition', 'NodeTask').Properties
    .ContainerDefinitions as unknown as { HealthCheck?: object }[];
  expect(container?.HealthCheck).toEqual({
    Command: ['CMD', ...JSON.parse(command)],
    Interval: Number(interval),
    Timeout: Number(timeout),
    StartPeriod: Number(start),
  });
});

describe('the portal', () => {
  test('is not root, belongs to nobody, and begins with what makes its environment', () => {
    const last = lastStage('portal');
    const text = (name: string) => last.find((one) => one.name === name)?.text;
    expect(text('USER')).toBe('10001:10001');
    expect(text('ENTRYPOINT')).toBe('["node", "--import", "/opt/postern/prepare.mjs"]');
    expect(text('CMD')).toBe('["--import", "tsx", "server.ts"]');
    expect(last.filter(({ name }) => name === 'RUN')).toEqual([]);
  });

  test('copies every part server.ts and the migrations are made of', () => {
    const copied = lastStage('portal')
      .filter(({ name }) => name === 'COPY')
      .map(({ text }) => text)
      .join('\n');
    for (const part of [
      './lib',
      './.next',
      './prisma',
      './node_modules',
      'package.json',
      'next.config.js',
      'server.ts',
      'scripts/doctor.ts',
    ])
      expect(copied).toContain(part);
  });
});

test('nothing that runs outside the built pages imports a package that the portal leaves out', () => {
  const { text = '' } =
    readDockerfile(dockerfile('portal')).find((one) => one.text.includes('npm ci --omit=dev')) ?? {};
  const [, list = ''] = /rm -rf ([^&]+)&&/.exec(text) ?? [];
  const leftOut = list.split(/\s+/).filter((name) => name !== '');
  expect(leftOut).toEqual(expect.arrayContaining(['prisma', 'effect', '@next/swc-*', 'lucide-react']));
  const files = ['lib', 'prisma'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  );
  const runs = [...files, 'server.ts', 'next.config.js', 'scripts/doctor.ts', 'infra/images/portal/prepare.mjs'].filter(
    (file) => /\.[cm]?[jt]sx?$/.test(file) && !/\.test\.|\/testing\//.test(file),
  );
  const imported = runs.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*['"]([^'"./][^'"]*)['"]/g)].map(
      ([, name = '']) => name,
    ),
  );
  expect(imported).toEqual(expect.arrayContaining(['next', 'pg', 'ws']));
  const isLeftOut = (name: string) =>
    leftOut.some((one) => (one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : `${name}/`.startsWith(`${one}/`)));
  expect(imported.filter(isLeftOut)).toEqual([]);
});

test('the portal leaves the cache of its build behind', () => {
  const build = readDockerfile(dockerfile('portal')).find(({ text }) => text.includes('next build'));
  expect(build?.text).toMatch(/next build && rm -rf \.next\/cache$/);
});

test('what lies about on the machine that builds gets into neither image', () => {
  const ignored = (image: string) => readFileSync(`infra/images/${image}/Dockerfile.dockerignore`, 'utf8').split('\n');
  expect(ignored('portal')).toEqual(expect.arrayContaining(['**/node_modules', '**/.postern', '**/.git', '**/.env*']));
  expect(ignored('bastion')).toEqual(expect.arrayContaining(['*', '!infra/images/bastion']));
});

describe('pins', () => {
  const pins = JSON.parse(readFileSync('infra/images/pins.json', 'utf8')) as Record<
    string,
    Record<string, string | null>
  >;

  test('every argument of a Dockerfile but the processor is a pin, and the other way round', () => {
    for (const image of ['bastion', 'portal'] as const) {
      const asked = readDockerfile(dockerfile(image)).flatMap(({ name, text }) => (name === 'ARG' ? [text] : []));
      expect([...new Set(asked)].filter((name) => name !== 'TARGETARCH').sort()).toEqual(
        Object.keys(pins[image] ?? {}).sort(),
      );
    }
    expect(
      Object.values(pins)
        .flatMap((one) => Object.keys(one))
        .sort(),
    ).toEqual(Object.keys(PINS).sort());
  });

  test('what is pinned has the shape of a pin, and nothing is built with one missing', () => {
    for (const of of Object.values(pins))
      for (const fault of pinFaults(of)) expect(fault).toMatch(/^[A-Z0-9_]+ is not pinned yet; find it: /);
    expect(pinFaults({ NODE: 'node:latest' })).toEqual([expect.stringContaining('NODE does not have the shape')]);
    expect(pinFaults({ AGENT_VERSION: '3.3.39.0' })).toHaveLength(1);
    expect(pinFaults({ AGENT_VERSION: '3.3.40.0' })).toEqual([]);
    expect(pinFaults({ ELSE: 'x' })).toEqual(['ELSE is not a pin.']);
  });

  test('an image is built for one processor, with its bill of materials', () => {
    const built = buildArguments('portal', { NODE: 'n' }, 'registry/postern/portal:1', 'arm64');
    expect(built).toEqual(expect.arrayContaining(['--sbom=true', '--platform', 'linux/arm64', 'NODE=n', '--push']));
  });
});
