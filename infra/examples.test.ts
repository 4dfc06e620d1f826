import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import type { Context } from './context/context-file';
import { readContext } from './context/read-context';
import { PICTURED, pictureOf } from './draw-network';
import { EXAMPLES, exampleText, picturePath, synthesiseContext, templatesFolder } from './examples';

test.each(EXAMPLES)('the committed templates of %s are what its context makes today', (example) => {
  const folder = templatesFolder(example);
  const committed = Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
  // Out of date? npm --prefix infra run templates
  expect(committed).toEqual(inject('synthesised')[example]);
});

test.each(EXAMPLES)('every template of %s is small enough to be sent as it is', (example) => {
  for (const text of Object.values(inject('synthesised')[example]))
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(51_200);
});

test('so are those of an installation with everything switched on and twenty targets', () => {
  const [adopted, tokyo] = (['adopted', 'tokyo'] as const).map((example) =>
    readContext(exampleText(example), `contexts/${example}.json`),
  ) as [Context, Context];
  const { nodes, targets } = tokyo.environment;
  const many = Array.from({ length: 20 }, (_, index) => ({ ...targets[0], name: `orders-db-${index}` }));
  const environment = { ...adopted.environment, nodes, targets: [...targets, ...many] } as Context['environment'];
  const sizes = Object.entries(synthesiseContext({ ...adopted, environment })).map(([name, text]): [string, number] => [
    name,
    Buffer.byteLength(text),
  ]);
  expect(sizes.filter(([, bytes]) => bytes > 51_200)).toEqual([]);
}, 120_000);

test.each(EXAMPLES.filter((example) => PICTURED[example]))('the picture of %s shows its rules of today', (example) => {
  // Out of date? npm --prefix infra run templates
  const drawn = pictureOf(inject('synthesised')[example], PICTURED[example] ?? '');
  expect(readFileSync(picturePath(example), 'utf8')).toBe(drawn);
  for (const box of [
    'People',
    'Load balancer',
    'Postern',
    'Bastions',
    'Database',
    'Interface endpoints',
    'S3 gateway',
    'Targets',
  ])
    expect(drawn).toContain(`>${box}</text>`);
});

test('packages are named by exact version, library and command of CDK as the pair that agrees', () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync('infra/package.json', 'utf8')) as Record<
    'dependencies' | 'devDependencies',
    Record<string, string>
  >;
  for (const version of Object.values({ ...dependencies, ...devDependencies }))
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect([dependencies['aws-cdk-lib'], devDependencies['aws-cdk']]).toEqual(['2.275.0', '2.1148.1']);
});
