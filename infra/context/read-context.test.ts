import { describe, expect, test } from 'vitest';
import { EXAMPLES, exampleText } from '../examples';
import { ContextError, readContext } from './read-context';

/** What reading answers to the Tokyo file after a change to it. */
function faultsAfter(change: (context: Record<string, never>) => void, example: (typeof EXAMPLES)[number] = 'tokyo') {
  const context = JSON.parse(exampleText(example)) as Record<string, never>;
  change(context);
  try {
    readContext(JSON.stringify(context), 'mine.json');
  } catch (error) {
    if (error instanceof ContextError) return error.faults;
    throw error;
  }
  return [];
}

/** Sets the value at a path such as network.create.cidr; undefined takes the key away. */
function put(path: string, value: unknown) {
  return (context: Record<string, never>) => {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    const parent = keys.reduce<Record<string, never>>((inner, key) => inner[key] ?? {}, context);
    if (value === undefined) delete parent[last];
    else parent[last] = value as never;
  };
}

test.each(EXAMPLES)('the file of %s is right', (example) => {
  expect(readContext(exampleText(example), example).name).toMatch(/^postern/);
});

describe('one sentence for a fault, beginning with its key', () => {
  test.each<[string, unknown, string]>([
    ['name', undefined, 'name is missing.'],
    ['name', 'Postern!', 'name must be 2 to 20 lower-case letters, digits and single hyphens between them.'],
    // The database refuses both, after everything before it was made.
    ['name', 'postern-', 'name must be 2 to 20 lower-case letters, digits and single hyphens'],
    ['name', 'post--ern', 'name must be 2 to 20 lower-case letters, digits and single hyphens'],
    ['name', 'ssm-postern', 'name must not begin with aws, amazon, amzn, ssm or internal, which AWS keeps for itself.'],
    ['region', 'tokyo', 'region must be an AWS region such as eu-west-1.'],
    ['network', undefined, 'network is missing.'],
    ['network.create', undefined, 'network must have either create or adopt.'],
    [
      'network.create.cidr',
      '10.40.0.1/16',
      'network.create.cidr must be an address range with a prefix of /16 to /22 and no host bits, such as 10.40.0.0/16.',
    ],
    ['network.create.zones', ['ap-northeast-1a'], 'network.create.zones must name two or three zones.'],
    [
      'network.s3PrefixListId',
      'com.amazonaws.s3',
      'network.s3PrefixListId must be an id such as pl-0123456789abcdef0.',
    ],
    [
      'network.targets',
      [{ port: 3306 }],
      'network.targets.0 must have a port, and either a securityGroupId or a cidr.',
    ],
    ['bastion.image', 'postern/bastion:latest', 'bastion.image must be an image in ECR by its digest'],
    ['bastion.cpu', 300, 'bastion.cpu must be 256, 512, 1024 or 2048.'],
    ['bastion.hybrid', 'yes', 'bastion.hybrid must be true or false.'],
    ['bastion.memory', 4096, 'bastion.memory must be two to eight times bastion.cpu, the only pairs Fargate offers.'],
    ['records.logDays', 100, 'records.logDays must be a retention CloudWatch knows'],
    [
      'records.lockDays',
      800,
      'records.lockDays must not be above records.bucketDays, or nothing could be removed when it is due.',
    ],
    ['environment.kind', 'prod', 'environment.kind must be production or staging or development or site or other.'],
    ['environment.targets.0.command', '', 'environment.targets.0.command must say what to run in the bastion.'],
    ['environment.cluster', 'mine', 'environment.cluster is not a key of the context.'],
    ['portal.url', 'http://postern.example.com', 'portal.url must be an https:// address.'],
    ['portal.certificateArn', 'mine', 'portal.certificateArn must be an ARN of acm.'],
    ['portal.bridgeTasks.least', 11, 'portal.bridgeTasks.least must not be above portal.bridgeTasks.most.'],
    ['portal.webTasks', 1.5, 'portal.webTasks must be a whole number.'],
    ['identity.issuer', 'login.example.com', 'identity.issuer must be an https:// address.'],
    ['identity.clientSecretArn', 'hunter2', 'identity.clientSecretArn must be an ARN of secretsmanager.'],
    ['database.create.leastCapacity', 0.3, 'database.create.leastCapacity must be a multiple of 0.5.'],
    [
      'database.create.leastCapacity',
      9,
      'database.create.leastCapacity must not be above database.create.mostCapacity.',
    ],
    ['database.create.mostCapacity', 0.5, 'database.create.mostCapacity must be at least 1.'],
    ['databse', {}, 'databse is not a key of the context.'],
  ])('%s: %j', (path, value, sentence) => {
    const faults = faultsAfter(put(path, value));
    expect(faults.join('\n')).toContain(sentence);
    for (const fault of faults) expect(fault).toMatch(/^[a-z][\w.]* .+\.$/i);
  });

  test('what Postern is told of its environment has to fit a parameter', () => {
    const [target] = JSON.parse(exampleText('tokyo')).environment.targets;
    const targets = Array.from({ length: 40 }, (_, index) => ({ ...target, name: `orders-db-${index}` }));
    expect(faultsAfter(put('environment.targets', targets))).toEqual([
      'environment must be shorter than 7000 characters, or what Postern is told of it does not fit the 8 KB of a parameter.',
    ]);
  });

  test('zones have to agree with the region and with each other', () => {
    expect(faultsAfter(put('network.create.zones', ['ap-northeast-1a', 'us-east-1b']))).toEqual([
      'network.create.zones must lie in ap-northeast-1, which us-east-1b does not.',
      'network.create.taskZones must be among network.create.zones, which ap-northeast-1c is not.',
    ]);
    expect(faultsAfter(put('network.create.taskZones', ['ap-northeast-1a', 'ap-northeast-1a']))).toEqual([
      'network.create.taskZones must not name a zone twice.',
    ]);
  });

  test('a network that is there has one subnet a zone', () => {
    expect(faultsAfter(put('network.adopt.taskSubnetIds', ['subnet-0a1b2c3d4e5f60001']), 'adopted')).toEqual([
      'network.adopt.taskSubnetIds must have one subnet for each of network.adopt.zones.',
    ]);
  });

  test('a network is made or adopted, not both', () => {
    const adopt = (JSON.parse(exampleText('adopted')) as { network: { adopt: unknown } }).network.adopt;
    expect(faultsAfter(put('network.adopt', adopt))).toContain('network must have either create or adopt, not both.');
  });
});

test('all faults are told at once, those in single values and those between them', () => {
  const faults = faultsAfter((context) => {
    put('name', '')(context);
    put('region', undefined)(context);
    put('bastion.memory', 4096)(context);
    put('portal.url', 'postern')(context);
    put('database', undefined)(context);
  });
  expect(faults.map((fault) => fault.split(' ')[0])).toEqual([
    'name',
    'region',
    'portal.url',
    'database',
    'bastion.memory',
  ]);
});

test.each(['', '{', '[]', 'null', '"text"', '17'])('%j is no context, and is told so in a sentence', (json) => {
  expect(() => readContext(json, 'mine.json')).toThrow(ContextError);
  expect(() => readContext(json, 'mine.json')).toThrow(
    /^mine\.json:\n {2}- The (file is not JSON|context must be an object)/,
  );
});
