import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { PICTURED, pictureOf } from './draw-network';
import { EXAMPLES, picturePath, templatesFolder } from './examples';

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
