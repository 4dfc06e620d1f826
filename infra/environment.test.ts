import { expect, inject, test } from 'vitest';
import { variables } from '../lib/config';
import { environmentsFile } from '../lib/inputs/environments';
import { readContext } from './context/read-context';
import { exampleText } from './examples';
import { type PortalRole, variablesOf } from './portal/add-service';
import { deployed, EVERY_EXAMPLE, type Json, ofType, only, plain, type Resource } from './testing/template';

test.each(EVERY_EXAMPLE)('what %s hands to Postern is a file of environments Postern takes', (example) => {
  const file: unknown = JSON.parse(
    deployed(String(only(example, 'AWS::SSM::Parameter', 'Environments').Properties.Value)),
  );
  const { environments } = environmentsFile.parse(file);
  const { environment, network } = readContext(exampleText(example), example);
  expect(environments).toHaveLength(1);
  // Cluster and session document have a key, so nothing is taken without.
  expect(environments[0]).toMatchObject({ ...environment, encryptedOnly: true });
  expect(environments[0]?.subnets).toHaveLength((network.create?.taskZones ?? network.adopt?.zones ?? []).length);
});

test.each(EVERY_EXAMPLE)('the outputs of the bastion stack of %s are what the environment form asks for', (example) => {
  const [, text = '{}'] =
    Object.entries(inject('synthesised')[example]).find(([name]) => name.includes('-bastion.')) ?? [];
  const { Outputs } = JSON.parse(text) as { Outputs: Record<string, { Value: Json }> };
  const outputs = Object.fromEntries(
    Object.entries(Outputs).map(([key, { Value }]) => {
      const value = deployed(String(plain(Value)));
      const isList = key === 'Subnets' || key === 'SecurityGroups';
      return [`${key[0]?.toLowerCase()}${key.slice(1)}`, isList ? value.split(',') : value];
    }),
  );
  const { environment } = readContext(exampleText(example), example);
  const [parsed] = environmentsFile.parse({ environments: [{ ...environment, ...outputs }] }).environments;
  const handed: unknown = JSON.parse(
    deployed(String(only(example, 'AWS::SSM::Parameter', 'Environments').Properties.Value)),
  );
  expect(environmentsFile.parse(handed).environments[0]).toEqual(parsed);
});

type Container = { Environment?: { Name: string; Value: string }[]; Secrets?: { Name: string }[]; Name: string };

function containersOf(task: Resource): Container[] {
  return task.Properties.ContainerDefinitions as unknown as Container[];
}

/** Taken by the entrypoint of the image, which makes of them what the product reads. */
const OF_THE_ENTRYPOINT: Record<string, string> = {
  POSTERN_DATABASE_SECRET: 'DATABASE_URL',
  POSTERN_ENVIRONMENTS_JSON: 'POSTERN_ENVIRONMENTS',
};
/** Read by Node itself, for the way to the identity provider. */
const OF_NODE = ['NODE_USE_ENV_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];

test.each(EVERY_EXAMPLE)(
  'every task of Postern in %s has what the configuration demands, and nothing it does not know',
  (example) => {
    const tasks = ofType(example, 'AWS::ECS::TaskDefinition').filter(({ stack }) => stack.endsWith('portal'));
    expect(tasks).toHaveLength(3);
    for (const container of tasks.flatMap(containersOf)) {
      const names = [...(container.Environment ?? []), ...(container.Secrets ?? [])].map(({ Name }) => Name);
      const given = names.map((name) => OF_THE_ENTRYPOINT[name] ?? name);
      const needed = Object.entries(variables).filter(([, schema]) => !schema.safeParse(undefined).success);
      expect(given).toEqual(expect.arrayContaining(needed.map(([name]) => name)));
      expect(given.filter((name) => !(name in variables) && !OF_NODE.includes(name))).toEqual([]);
    }
  },
);

test.each(['web', 'bridge', 'jobs'] as const)('the values for %s pass the configuration', (role: PortalRole) => {
  const context = readContext(exampleText('tokyo'), 'tokyo');
  for (const [name, value] of Object.entries(variablesOf(role, context))) {
    if (!(name in variables)) continue;
    const schema = variables[name as keyof typeof variables];
    expect([name, schema.safeParse(value).success]).toEqual([name, true]);
  }
});

test('no secret is written into a task definition', () => {
  for (const example of EVERY_EXAMPLE) {
    for (const container of ofType(example, 'AWS::ECS::TaskDefinition').flatMap(containersOf))
      for (const { Name } of container.Environment ?? [])
        expect(Name).not.toMatch(/SECRET|PASSWORD|TOKEN|DATABASE_URL/);
  }
});
