import { existsSync, readFileSync } from 'node:fs';
import { expect, inject, test } from 'vitest';
import { EVERY_EXAMPLE, ofType } from './testing/template';

// What a stranger types from these pages has to exist: scripts, files, stacks, outputs and names.

const PAGES = ['docs/deploy.md', 'infra/README.md', 'infra/smoke.md', 'docs/operate.md'];
const page = (path: string) => readFileSync(path, 'utf8');
const scriptsOf = (path: string) => Object.keys((JSON.parse(page(path)) as { scripts: object }).scripts);

/** Every command in a fence or between backquotes, continued lines joined. */
function commands(path: string): string[] {
  const text = page(path).replaceAll('\\\n', ' ');
  const fenced = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, inner = '']) => inner.split('\n'));
  const spans = [...text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/`([^`]+)`/g)].map(([, inner = '']) => inner);
  return [...fenced, ...spans].map((one) => one.replaceAll(/\s+/g, ' ').trim()).filter((one) => one !== '');
}

const every = PAGES.flatMap((path) => commands(path).map((command) => ({ path, command })));
const found = (pattern: RegExp) =>
  every.flatMap(({ path, command }) =>
    [...command.matchAll(pattern)].map(([, name = '']) => ({ path, command, name })),
  );

test('the pages have commands', () => {
  expect(every.length).toBeGreaterThan(100);
});

test.each(found(/\bnpm (?:--prefix infra )?run (?:-s )?([a-z:-]+)/g))('$path: npm run $name exists', (one) => {
  // In infra/README.md a command without a prefix is typed in infra/.
  const ofInfra = one.command.includes('--prefix infra') || one.path === 'infra/README.md';
  const known = [...scriptsOf('infra/package.json'), ...(ofInfra ? [] : scriptsOf('package.json'))];
  if (one.path === 'infra/README.md') known.push(...scriptsOf('package.json'));
  expect(ofInfra ? known : scriptsOf('package.json')).toContain(one.name);
});

test.each(found(/(?:^|\s|")((?:docs|infra|scripts|lib)\/[\w./-]+\.(?:mjs|ts|json|md))/g))(
  '$path: $name is there',
  (one) => {
    // Written by whoever deploys, or by the command that names it.
    expect(existsSync(one.name)).toBe(true);
  },
);

test.each(found(/\bcdk (?:deploy|diff|destroy|list) (.+?)(?:$|;|#)/g))(
  '$path: cdk … $name is told its context',
  (one) => {
    expect(one.name).toContain('-c file=../mine.json');
  },
);

test.each(found(/\b(postern-(?:registry|session|network|bastion|identity|database|portal))\b/g))(
  '$path: $name is a stack',
  (one) => {
    expect(Object.keys(inject('synthesised').tokyo)).toContain(`${one.name}.template.json`);
  },
);

test('what the commands name is what the stacks name', () => {
  const named = (type: string, property: string) =>
    ofType('tokyo', type).map(({ Properties }) => String(Properties[property]));
  expect(named('AWS::ECS::Cluster', 'ClusterName')).toContain('postern-portal');
  expect(named('AWS::ECS::Service', 'ServiceName').sort()).toEqual(['postern-bridge', 'postern-jobs', 'postern-web']);
  expect(named('AWS::ECS::TaskDefinition', 'Family')).toContain('postern-bridge');
  expect(named('AWS::Logs::LogGroup', 'LogGroupName')).toContain('/postern/portal/bridge');
  expect(named('AWS::ElasticLoadBalancingV2::LoadBalancer', 'Name')).toEqual(['postern-front']);
  expect(named('AWS::RDS::DBCluster', 'DBClusterIdentifier')).toEqual(['postern-database']);
  expect(named('AWS::ECR::Repository', 'RepositoryName').sort()).toEqual(['postern/bastion', 'postern/portal']);
  const outputs = JSON.parse(inject('synthesised').tokyo['postern-portal.template.json'] ?? '{}') as {
    Outputs: object;
  };
  expect(Object.keys(outputs.Outputs)).toContain('LoadBalancerName');
});

test('the order of the stacks is the one the templates ask for: nobody imports from a later one', () => {
  const order = ['registry', 'session', 'network', 'bastion', 'identity', 'database', 'portal'];
  for (const example of EVERY_EXAMPLE)
    for (const [file, text] of Object.entries(inject('synthesised')[example])) {
      const own = order.findIndex((part) => file.endsWith(`-${part}.template.json`));
      const imported = [...text.matchAll(/"Fn::ImportValue":\s*"([a-z-]+):/g)].map(([, from = '']) => from);
      expect(imported.length > 0).toBe(text.includes('Fn::ImportValue'));
      for (const from of imported) expect(order.findIndex((part) => from.endsWith(`-${part}`))).toBeLessThan(own);
    }
});
