import { describe, expect, it } from 'vitest';
import { environmentsFile } from './environments';

/** The file as its text would be read, with one environment that is given these members. */
function read(members: string) {
  const text = `{"environments":[{"name":"osaka","kind":"site","region":"eu-west-1","accountId":"441022079313",
    "cluster":"postern","taskDefinition":"postern-bastion","container":"bastion","subnets":["subnet-0a1b2c3d4e5f60001"],
    "securityGroups":["sg-0a41e90000000001"],${members}}]}`;
  return environmentsFile.safeParse(JSON.parse(text));
}
const node = (more: string) => `"targets":[{"name":"disk","kind":"node","nodeId":"mi-0f2ab9c4d81e6e570",${more}}]`;

describe('a key that objects do not keep', () => {
  it.each([
    [
      'a tag that nodes are found by, without which every machine of the account would be one',
      '"nodes":{"tags":{"__proto__":["x"]}}',
    ],
    ['a parameter of a document', node('"parameters":{"__proto__":["df"]}')],
    ['a tag of a target', node('"tags":{"__proto__":"x"}')],
  ])('is refused as %s', (_what, members) => {
    const answer = read(members);
    expect(answer.success).toBe(false);
    expect(answer.error?.issues.map(({ message }) => message)).toEqual(['must not have a key "__proto__"']);
  });
});

it('takes names that only look odd', () => {
  const answer = read(
    node('"parameters":{"constructor":["a"],"port number":["1"],"\\u202e":[""]},"tags":{"toString":"x"}'),
  );
  const [target] = answer.data?.environments[0]?.targets ?? [];
  expect(target).toMatchObject({ parameters: { constructor: ['a'], 'port number': ['1'] }, tags: { toString: 'x' } });
});

it('asks for tags where nodes are looked for, and says that none means all', () => {
  expect(read('"nodes":{}').error?.issues[0]?.message).toMatch(/\{\} takes every machine/);
  expect(read('"nodes":{"tags":[]}').error?.issues[0]?.message).toMatch(/\{\} takes every machine/);
  expect(read('"nodes":{"tags":{}}').data?.environments[0]?.nodes).toMatchObject({ tags: {} });
});
