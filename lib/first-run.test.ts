import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigError } from './config';
import { readEnvironments } from './first-run';

const folder = mkdtempSync(join(tmpdir(), 'postern-environments-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function faultsOf(text: string): Promise<readonly string[]> {
  const path = join(folder, 'given.json');
  writeFileSync(path, text);
  const error = await readEnvironments(path).catch((caught: unknown) => caught);
  if (!(error instanceof ConfigError)) throw new Error('no fault was found');
  return error.faults.map((fault) => fault.replace(`${path}: `, ''));
}

/** Everything an environment must have but its name and targets. */
const place = {
  kind: 'site',
  region: 'eu-west-1',
  accountId: '441022079313',
  cluster: 'c',
  taskDefinition: 't',
  container: 'b',
  subnets: ['subnet-0a'],
  securityGroups: ['sg-0a'],
};

describe('readEnvironments', () => {
  it('takes the file that local starts use', async () => {
    const file = await readEnvironments(fileURLToPath(new URL('../local/environments.json', import.meta.url)));
    expect(file.environments.map((environment) => environment.name)).toEqual([
      'production',
      'staging',
      'osaka',
      'development',
    ]);
    // A machine that the file names is addressed by its id.
    const node = file.environments[0]?.targets.find(({ kind }) => kind === 'node');
    expect(node).toMatchObject({ key: node?.name, address: node?.nodeId, command: '', discovered: false });
  });

  it('names every fault at once, each with its place', async () => {
    const faults = await faultsOf(
      JSON.stringify({
        environments: [
          {
            name: 'Prod!',
            kind: 'production',
            region: 'ireland',
            accountId: '44102207931',
            cluster: 'c',
            taskDefinition: 't',
            container: 'b',
            subnets: ['subnet-1'],
            securityGroups: ['sg-1'],
            colour: 'red',
            targets: [{ name: 'db', kind: 'host', command: '' }],
          },
        ],
      }),
    );
    expect(faults).toEqual([
      'environments[0].name must be lower-case letters, digits and hyphens, at most 40',
      'environments[0].region must be an AWS region such as eu-west-1',
      'environments[0].accountId must be the 12 digits of an AWS account',
      'environments[0].targets[0].command must say what to run in the bastion',
      'environments[0].colour is not known',
    ]);
  });

  it('names what is wrong with nodes', async () => {
    const node = { name: 'disk', kind: 'node', nodeId: 'i-0123456789abcdef0' };
    const targets = [
      { ...node, name: 'i-0123456789abcdef0' },
      { ...node, nodeId: 'web-1' },
      { ...node, name: 'a', command: 'sh' },
      { ...node, name: 'b', kind: 'machine' },
    ];
    const faults = await faultsOf(
      JSON.stringify({
        environments: [
          { ...place, name: 'all', nodes: {} },
          { ...place, name: 'empty', nodes: { tags: { team: [] }, document: '!' } },
          { ...place, name: 'named', targets },
        ],
      }),
    );
    expect(faults).toEqual([
      'environments[0].nodes.tags must say by which tags a machine is a target, such as { "team": ["payments"] }; {} takes every machine',
      'environments[1].nodes.tags.team must name at least one value',
      'environments[1].nodes.document must be the name or ARN of a session document',
      'environments[2].targets[0].name must not look like a node id: policies know nodes by theirs',
      'environments[2].targets[1].nodeId must be the id of a managed node, such as i-0123456789abcdef0 or mi-0123456789abcdef0',
      'environments[2].targets[2].command is not known',
      'environments[2].targets[3].kind must be bastion, host, database or node',
    ]);
  });

  it('wants something to be a target', async () => {
    const text = JSON.stringify({ environments: [{ ...place, name: 'none', targets: [] }] });
    expect(await faultsOf(text)).toEqual([
      'environments[0].targets must name at least one target, unless nodes are looked for',
    ]);
  });

  it('says what is wrong with what is no file or no JSON', async () => {
    expect((await faultsOf('{'))[0]).toMatch(/is not JSON/);
    await expect(readEnvironments(join(folder, 'missing.json'))).rejects.toThrow(/cannot be read \(ENOENT\)/);
  });
});
